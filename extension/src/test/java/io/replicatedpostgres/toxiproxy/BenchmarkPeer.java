package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** The other end of a measurement: it echoes what begins with {@code e} and swallows the rest. */
final class BenchmarkPeer implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;
    private static final int MESSAGE = 64;

    private final ServerSocketChannel listener;

    BenchmarkPeer() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::acceptAll);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /** Microseconds of 64-byte round trips: median and 99th percentile. */
    static double[] roundTrips(int port, int count) throws IOException {
        double[] micros = new double[count];
        try (SocketChannel channel = connect(port)) {
            ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
            for (int i = 0; i < count; i++) {
                message.clear().put(0, (byte) 'e');
                long start = System.nanoTime();
                exchange(channel, message);
                micros[i] = (System.nanoTime() - start) / 1e3;
            }
        }
        Arrays.sort(micros);
        return new double[] {micros[count / 2], micros[count * 99 / 100]};
    }

    /** Milliseconds of one round trip after the other for some seconds, on average. */
    static double meanRoundTripMillis(int port, double seconds) throws IOException {
        try (SocketChannel channel = connect(port)) {
            ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
            long start = System.nanoTime();
            int count = 0;
            while (System.nanoTime() - start < seconds * 1e9) {
                message.clear().put(0, (byte) 'e');
                exchange(channel, message);
                count++;
            }
            return (System.nanoTime() - start) / 1e6 / count;
        }
    }

    /** Megabytes per second of one stream that lasts so long, counted until the peer has all. */
    static double bulk(int port, double seconds) throws IOException {
        try (SocketChannel channel = connect(port)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BUFFER);
            block.put(0, (byte) 's');
            long start = System.nanoTime();
            long bytes = 0;
            while (System.nanoTime() - start < seconds * 1e9) {
                block.clear();
                while (block.hasRemaining()) {
                    bytes += channel.write(block);
                }
            }
            return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
        }
    }

    /** Seconds that a client takes to receive so many bytes through a port from a peer that sends as fast as it can. */
    static double secondsFor(int port, int bytes) throws IOException {
        try (SocketChannel channel = connect(port)) {
            ByteBuffer request =
                    ByteBuffer.allocate(5).put((byte) 'f').putInt(bytes).flip();
            long start = System.nanoTime();
            channel.write(request);
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            for (int left = bytes; left > 0; left -= channel.read(buffer)) {
                buffer.clear();
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    private static void exchange(SocketChannel channel, ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            channel.write(message);
        }
        message.clear();
        while (message.hasRemaining() && channel.read(message) >= 0) {
            // until it is whole
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            daemon(() -> serve(channel));
        }
    }

    private static void serve(SocketChannel channel) throws IOException {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (channel.read(buffer.clear()) >= 0) {
                byte wish = buffer.flip().get(0);
                if (wish == 'e') {
                    writeAll(channel, buffer);
                } else if (wish == 'f') {
                    feed(channel, buffer.getInt(1));
                }
            }
        }
    }

    private static void feed(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BUFFER);
        for (int left = bytes; left > 0; left -= block.limit()) {
            block.clear().limit(Math.min(left, BUFFER));
            writeAll(channel, block);
        }
    }

    private static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void daemon(EventLoop.Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException closed) {
                // the measurement is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
