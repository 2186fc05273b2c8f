package io.replicatedpostgres.toxiproxy;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The chance that one connection meets. It follows from the server's seed, the proxy's name, the connection's number in the proxy's
 * order of accepting, and the toxic, and from nothing else: not from threads, timing or other connections.
 */
record Dice(long seed, String proxy, long connection) {

    static long anySeed() {
        return new Random().nextLong() >>> 1;
    }

    RandomGenerator of(Toxic toxic) {
        long mixed = seed;
        for (long part : new long[] {
            proxy.hashCode(),
            connection,
            toxic.direction().label().hashCode(),
            toxic.name().hashCode(),
            toxic.id(),
            toxic.revision()
        }) {
            mixed = mix(mixed + part * 0x9E3779B97F4A7C15L);
        }
        return new SplittableRandom(mixed);
    }

    /** Whether the toxicity hits. */
    static boolean hits(float toxicity, RandomGenerator random) {
        return random.nextFloat() < toxicity;
    }

    /** Stafford's thirteenth variant of the 64-bit finalizer. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
