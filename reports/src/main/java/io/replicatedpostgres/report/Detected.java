package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.FalseHealth;

/**
 * What a detector found: something that looks healthy and is not, or looks broken and is not.
 *
 * @param atNanos when
 * @param node the node it is about
 * @param kind what kind it is, in words
 * @param text what the views say, and what is the case
 */
record Detected(long atNanos, String node, String kind, String text) {

    static Detected of(long atNanos, FalseHealth found) {
        return new Detected(
                atNanos, Shown.line(found.node().name()), found.illusion().words(), Shown.line(found.text()));
    }

    /** When, as the page shows it. */
    public String at() {
        return Times.at(atNanos);
    }
}
