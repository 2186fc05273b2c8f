package io.replicatedpostgres.isolation;

import java.util.List;

/**
 * What a history says of a level of isolation.
 *
 * @param findings the anomalies that the level excludes, each once, those that tell most first
 * @param transactions how many transactions were judged: those that are committed for certain
 * @param nodes the servers that served them, by name
 * @param overlapped whether two of them, of two clients, ran at the same time, and one of them wrote
 * @param complete whether all was looked for; if not, no finding does not mean that there is none
 */
public record Judgement(
        List<Finding> findings, int transactions, List<String> nodes, boolean overlapped, boolean complete) {

    /** Copies the lists. */
    public Judgement {
        findings = List.copyOf(findings);
        nodes = List.copyOf(nodes);
    }
}
