package io.replicatedpostgres.provision.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The platform that binaries are built for.
 *
 * @param os {@code linux}, {@code darwin} or another system, in lower case
 * @param architecture as the names of the archives have it: {@code x86_64}, {@code arm_64}
 * @param musl whether the C library is musl, as on Alpine, and not glibc
 */
record Platform(String os, String architecture, boolean musl) {

    static Platform ofThisMachine() {
        return of(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Files.exists(Path.of("/etc/alpine-release")));
    }

    static Platform of(String osName, String osArch, boolean musl) {
        String name = osName.toLowerCase(Locale.ROOT);
        String os = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
        String architecture = switch (osArch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case "i386", "i686", "x86" -> "x86_32";
            case "arm" -> "arm_32";
            case "ppc64le" -> "ppcle_64";
            default -> osArch;
        };
        return new Platform(os, architecture, musl);
    }

    /** The name of the archive for it. */
    String archive() {
        return "postgres-%s-%s%s.txz".formatted(os, architecture, musl ? "-alpine_linux" : "");
    }

    /** The end of the name of the artifact that has the archive: {@code linux-amd64}. */
    String artifact() {
        String name = switch (architecture) {
            case "x86_64" -> "amd64";
            case "arm_64" -> "arm64v8";
            case "x86_32" -> "i386";
            case "arm_32" -> "arm32v7";
            case "ppcle_64" -> "ppc64le";
            default -> architecture;
        };
        return "%s-%s%s".formatted(os, name, musl ? "-alpine" : "");
    }
}
