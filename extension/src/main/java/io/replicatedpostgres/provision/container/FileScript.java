package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.topology.FileChange;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes of files as one script: it ends with the first that fails, and writes the path of that. Small contents are words of the script, written by the
 * shell itself without a process; large ones follow it on its standard input.
 */
final class FileScript {

    /** A shell takes its script byte by byte; from here on a process is cheaper. */
    private static final int WORD_BYTES_MAX = 8 << 10;

    private static final int BLOCK_BYTES = 64 << 10;
    private static final AtomicLong NUMBER = new AtomicLong();

    private final StringBuilder script = new StringBuilder("true");
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();

    /** A script that begins with other commands. */
    static FileScript after(String commands) {
        var all = new FileScript();
        all.script.append(" && ").append(commands);
        return all;
    }

    static FileScript of(List<FileChange> changes) {
        var all = new FileScript();
        return all.with(changes);
    }

    FileScript with(List<FileChange> changes) {
        changes.forEach(change -> script.append(
                " && {\n{ %s; } || { printf %%s %s; false; }; }".formatted(one(change), Quoted.word(change.path()))));
        return this;
    }

    String script() {
        return script.toString();
    }

    /** What it takes from its standard input, unless it fails. */
    byte[] input() {
        return input.toByteArray();
    }

    private String one(FileChange change) {
        String path = Quoted.word(change.path());
        if (change instanceof FileChange.Whole whole) {
            return whole(whole, path);
        }
        if (change instanceof FileChange.Patch patch) {
            return patch(patch, path);
        }
        return "mkdir -p " + path;
    }

    private String whole(FileChange.Whole whole, String path) {
        int slash = whole.path().lastIndexOf('/') + 1;
        String beside = Quoted.word(whole.path().substring(0, slash) + "."
                + whole.path().substring(slash) + "." + NUMBER.incrementAndGet() + ".new");
        return "{ %s; } >%2$s && mv -f %2$s %3$s || { rm -f %2$s; false; }"
                .formatted(written(whole.content()), beside, path);
    }

    private String written(byte[] content) {
        if (content.length <= WORD_BYTES_MAX) {
            return "printf '" + octal(content) + "'";
        }
        input.writeBytes(content);
        // unlike head, dd never takes more than it was told
        return "dd bs=%s count=%s iflag=fullblock 2>/dev/null && dd bs=%s count=1 iflag=fullblock 2>/dev/null"
                .formatted(BLOCK_BYTES, (content.length - 1) / BLOCK_BYTES, (content.length - 1) % BLOCK_BYTES + 1);
    }

    private static String patch(FileChange.Patch patch, String path) {
        String there = "[ -f %1$s ] || { echo there is no file %1$s >&2; false; }".formatted(path);
        String bytes = "printf '" + octal(patch.bytes()) + "'";
        return patch.offset() == 0
                ? "{ %s; } && %s 1<>%s".formatted(there, bytes, path)
                : "{ %s; } && %s | dd of=%s bs=1 seek=%s conv=notrunc 2>/dev/null"
                        .formatted(there, bytes, path, patch.offset());
    }

    /** A format of printf that writes these bytes, in a word of single quotes; a dash would begin an option. */
    private static String octal(byte[] content) {
        var format = new StringBuilder(content.length + 16);
        for (byte one : content) {
            int code = one & 0xFF;
            if (code == '%') {
                format.append("%%");
            } else if (code == '\n' || (code >= ' ' && code < 127 && code != '\'' && code != '\\' && code != '-')) {
                format.append((char) code);
            } else {
                format.append('\\').append((char) ('0' + (code >> 6)));
                format.append((char) ('0' + (code >> 3 & 7))).append((char) ('0' + (code & 7)));
            }
        }
        return format.toString();
    }
}
