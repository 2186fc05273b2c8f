package io.replicatedpostgres.provision.container;

import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The input of a process in a container. It stays open until it is closed, or until this JVM ends, and its reader
 * waits: the lifeline of a container is one that nothing is ever written to.
 */
final class StdinStream extends InputStream {

    private static final byte[] END = {};

    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private byte[] current = {};
    private int at;
    private boolean ended;

    /** Hands over bytes; does not wait until they are read. */
    void send(byte[] bytes) {
        if (bytes.length > 0) {
            queue.add(bytes);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, buffer, offset, count);
        at += count;
        return count;
    }

    private boolean fill() {
        try {
            while (!ended && at == current.length) {
                current = queue.take();
                at = 0;
                ended = current == END;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
        return !ended;
    }

    @Override
    public void close() {
        queue.add(END);
    }
}
