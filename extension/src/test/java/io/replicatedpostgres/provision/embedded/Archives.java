package io.replicatedpostgres.provision.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives in the shape of those with PostgreSQL's binaries, and small. */
final class Archives {

    /** What stands in one: names that end with a slash are directories, contents that begin with {@code ->} are links. */
    static Map<String, String> tree() {
        var tree = new LinkedHashMap<String, String>();
        tree.put("bin/", "");
        tree.put("bin/postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 15.14'\n");
        tree.put("lib/libpq.so.5.15", "library");
        tree.put("lib/libpq.so.5", "->libpq.so.5.15");
        tree.put("share/postgresql/postgres.bki", "data");
        return tree;
    }

    private Archives() {}

    /** A jar with it under the name that this machine looks for. */
    static EmbeddedArchive jar(Path file, Map<String, String> tree) throws IOException {
        String name = Platform.ofThisMachine().archive();
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            write(zip, tree);
            zip.closeEntry();
        }
        return new EmbeddedArchive("jar:%s!/%s".formatted(file.toUri(), name));
    }

    private static void write(OutputStream out, Map<String, String> tree) throws IOException {
        var xz = new XZOutputStream(out, new LZMA2Options(0));
        var tar = new TarArchiveOutputStream(xz);
        for (Map.Entry<String, String> entry : tree.entrySet()) {
            byte[] content = entry.getValue().getBytes(StandardCharsets.UTF_8);
            if (entry.getValue().startsWith("->")) {
                var link = new TarArchiveEntry(entry.getKey(), TarConstants.LF_SYMLINK);
                link.setModTime(0L);
                link.setLinkName(entry.getValue().substring(2));
                tar.putArchiveEntry(link);
            } else {
                var file = new TarArchiveEntry(entry.getKey());
                // one made in the next second would have other content
                file.setModTime(0L);
                file.setMode(entry.getKey().startsWith("bin/") ? 0100755 : 0100644);
                file.setSize(content.length);
                tar.putArchiveEntry(file);
                tar.write(content);
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
        xz.finish();
    }
}
