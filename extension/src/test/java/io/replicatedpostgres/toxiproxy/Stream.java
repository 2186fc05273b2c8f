package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** So many random bytes, sent in uneven portions and known again at the other end by their hash. */
final class Stream {
    private static final int PORTION_MAX = 60_000;

    private final long seed;
    private final int length;
    private final CountDownLatch beforeTheLast;
    private final AtomicLong sent = new AtomicLong();

    Stream(long seed, int length) {
        this(seed, length, new CountDownLatch(0));
    }

    /** One that keeps its last bytes back until a latch is down: no receiver comes to its end before. */
    Stream(long seed, int length, CountDownLatch beforeTheLast) {
        this.seed = seed;
        this.length = length;
        this.beforeTheLast = beforeTheLast;
    }

    long sent() {
        return sent.get();
    }

    void sendTo(Socket socket) {
        Random random = new Random(seed);
        Random portions = new Random(seed + 1);
        try {
            OutputStream out = socket.getOutputStream();
            while (sent.get() < length) {
                if (length - sent.get() <= PORTION_MAX) {
                    beforeTheLast.await();
                }
                byte[] portion = next(random, (int) Math.min(length - sent.get(), 1 + portions.nextInt(PORTION_MAX)));
                out.write(portion);
                sent.addAndGet(portion.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void assertArrivesAt(Socket socket) {
        assertThat(hashOfArriving(socket)).isEqualTo(hash());
    }

    private String hashOfArriving(Socket socket) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = socket.getInputStream();
            for (int left = length; left > 0; ) {
                int count = in.read(buffer, 0, Math.min(left, buffer.length));
                assertThat(count)
                        .as("bytes read with %s of %s missing", left, length)
                        .isPositive();
                digest.update(buffer, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash that a receiver of the whole stream computes. */
    String hash() {
        Random random = new Random(seed);
        Random portions = new Random(seed + 1);
        MessageDigest digest = sha256();
        for (int left = length; left > 0; ) {
            byte[] portion = next(random, Math.min(left, 1 + portions.nextInt(60_000)));
            digest.update(portion);
            left -= portion.length;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] next(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
