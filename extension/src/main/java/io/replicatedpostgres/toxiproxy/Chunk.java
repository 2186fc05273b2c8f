package io.replicatedpostgres.toxiproxy;

import java.nio.ByteBuffer;

/** A piece of one direction's stream, and when it came; the last piece of a stream is its end and has no bytes. */
record Chunk(ByteBuffer data, long at, boolean end) {
    /** As many bytes as are read at once while toxics are at work. */
    static final int LARGEST = 32 * 1024;

    static Chunk copyOf(ByteBuffer bytes, long at) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes).flip();
        return new Chunk(copy, at, false);
    }

    static Chunk end(long at) {
        return new Chunk(ByteBuffer.allocate(0), at, true);
    }

    int length() {
        return data.remaining();
    }

    Chunk first(int length) {
        return new Chunk(data.slice(data.position(), length), at, false);
    }

    Chunk from(int offset) {
        return new Chunk(data.slice(data.position() + offset, length() - offset), at, false);
    }

    Chunk leavingAt(long moment) {
        return new Chunk(data, moment, end);
    }
}
