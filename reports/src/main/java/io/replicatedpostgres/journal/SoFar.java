package io.replicatedpostgres.journal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The content of a file at one moment: later additions are not read. */
final class SoFar extends FilterInputStream {

    private long left;

    /** So many bytes of it. */
    SoFar(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        int read = left > 0 ? in.read() : -1;
        left -= read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = left > 0 ? in.read(bytes, offset, (int) Math.min(length, left)) : -1;
        left -= Math.max(0, count);
        return count;
    }
}
