package io.replicatedpostgres.toxiproxy;

import java.util.random.RandomGenerator;

/** The services that a stage can use. */
record StageContext(Toxic toxic, RandomGenerator random, Lifeline lifeline, Budget budget, long now) {

    /** The connection a stage sits in, as far as a toxic may end it. */
    interface Lifeline {
        /** Closes both sides. */
        void cut();

        /** Closes both sides with a reset. */
        void reset();
    }
}
