package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files below one directory of a node, its data directory or its archive, whether its server runs or not. They are read and
 * written as the user of the server, on its host, in containers too. Nothing keeps a server from minding.
 *
 * <p>Names are relative to that directory, with {@code /} between their parts; they do not lead out of it. What cannot be read or
 * written fails with a {@link ReplicatedPostgresException} that names it.
 */
public final class NodeFiles {

    private final Member member;
    private final Acts acts;
    private final String root;

    NodeFiles(Member member, Acts acts, String root) {
        this.member = member;
        this.acts = acts;
        this.root = root;
    }

    /** The path of the directory on its host. */
    public String path() {
        return root;
    }

    /** The path of a file or directory on its host, there or not. */
    public String path(String name) {
        Given.noNul("name", name);
        boolean leadsOut = Arrays.asList(name.split("/", -1)).contains("..");
        if (name.isBlank() || name.startsWith("/") || leadsOut) {
            throw SpecException.of(
                    "file \"%s\"".formatted(name),
                    "a name is relative to %s, and does not lead out of it".formatted(root),
                    "Write for example pg_wal/archive_status");
        }
        return root + "/" + name;
    }

    /** The names in the directory itself, sorted. */
    public List<String> list() {
        return host().list(root);
    }

    /** The names in a directory below it, sorted; none if there is no such directory. */
    public List<String> list(String directory) {
        Given.value("directory", directory);
        return host().list(path(directory));
    }

    /** Whether there is such a file or directory. */
    public boolean exists(String name) {
        Given.value("name", name);
        return host().exists(path(name));
    }

    /** The size of a file; 0 if there is none. */
    public DataSize size(String name) {
        Given.value("name", name);
        return DataSize.bytes(host().size(path(name)));
    }

    /** A file as text, in UTF-8. */
    public String read(String name) {
        Given.value("name", name);
        return new String(readBytes(name), StandardCharsets.UTF_8);
    }

    /** A file as it is. */
    public byte[] readBytes(String name) {
        Given.value("name", name);
        return tried("read", name, () -> host().read(path(name)));
    }

    /** Writes a file as a whole, in UTF-8; one that is there is replaced. Its directory must be there. */
    public void write(String name, String text) {
        Given.value("text", text);
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file as a whole; one that is there is replaced. Its directory must be there. */
    public void write(String name, byte[] content) {
        Given.value("name", name);
        Given.value("content", content);
        String path = path(name);
        acts.run(member.ref(), "write file", name, () -> done("write", name, () -> host().write(path, content)));
    }

    /**
     * Overwrites bytes of a file where it lies, and leaves the rest: a bit in a page, the middle of a segment.
     *
     * @param offset of the first, in bytes from the beginning, not negative
     */
    public void patch(String name, long offset, byte[] bytes) {
        Given.value("name", name);
        Given.value("bytes", bytes);
        String path = path(name);
        if (offset < 0 || offset > Long.MAX_VALUE - bytes.length) {
            throw SpecException.of(
                    "offset %s".formatted(offset),
                    "it counts from the beginning of the file, and no file is endless",
                    "Give 0 or more");
        }
        String detail = "%s, %s bytes from %s".formatted(name, bytes.length, offset);
        acts.run(
                member.ref(), "patch file", detail, () -> done("patch", name, () -> host().patch(path, offset, bytes)));
    }

    /** Cuts a file after so many bytes, as a copy that was interrupted leaves it. One that is shorter stays as it is. */
    public void truncate(String name, DataSize size) {
        Given.value("name", name);
        Given.value("size", size);
        byte[] whole = readBytes(name);
        if (whole.length > size.bytes()) {
            String path = path(name);
            byte[] begin = Arrays.copyOf(whole, Math.toIntExact(size.bytes()));
            acts.run(member.ref(), "truncate file", "%s to %s".formatted(name, size), () -> {
                done("truncate", name, () -> host().write(path, begin));
            });
        }
    }

    /** Sets the time of a file to now, or makes an empty one: {@code standby.signal}. */
    public void touch(String name) {
        Given.value("name", name);
        String path = path(name);
        acts.run(member.ref(), "touch file", name, () -> {
            Outcome outcome = host().run(Command.of("touch", path), member.deadline());
            if (!outcome.succeeded()) {
                throw failed("touch", name, outcome.output().strip());
            }
        });
    }

    /** Makes a directory and its parents; nothing if it is there. */
    public void makeDirectory(String name) {
        Given.value("name", name);
        String path = path(name);
        acts.run(member.ref(), "make directory", name, () -> done("make", name, () -> host().makeDirectory(path)));
    }

    /** Renames a file or directory; a file that is there is replaced. */
    public void move(String from, String to) {
        Given.value("from", from);
        Given.value("to", to);
        String source = path(from);
        String target = path(to);
        acts.run(member.ref(), "move file", "%s to %s".formatted(from, to), () -> {
            done("move", from, () -> host().move(source, target));
        });
    }

    /** Removes a file, or a directory with all below it; nothing if it is not there. */
    public void delete(String name) {
        Given.value("name", name);
        String path = path(name);
        acts.run(member.ref(), "delete file", name, () -> done("delete", name, () -> host().delete(path)));
    }

    private Host host() {
        return member.host();
    }

    private void done(String verb, String name, Runnable act) {
        tried(verb, name, () -> {
            act.run();
            return true;
        });
    }

    private <T> T tried(String verb, String name, Supplier<T> act) {
        try {
            return act.get();
        } catch (UncheckedIOException e) {
            ReplicatedPostgresException failure = failed(verb, name, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    private ReplicatedPostgresException failed(String verb, String name, String why) {
        int slash = name.lastIndexOf('/');
        List<String> beside = slash < 0 ? list() : list(name.substring(0, slash));
        return new ReplicatedPostgresException(
                "cannot %s %s of %s: %s. Beside it are %s.".formatted(verb, name, member, why, beside));
    }

    /** Its path. */
    @Override
    public String toString() {
        return "files of %s below %s".formatted(member, root);
    }
}
