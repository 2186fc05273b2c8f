package io.replicatedpostgres.journal;

/**
 * What surrounds a cluster. Which PostgreSQL it is, and on what, says {@link ClusterPlanned}. Since version 3 of the format.
 *
 * @param os the operating system of the test's JVM with its version and architecture, such as {@code Linux 6.1.0 amd64}
 * @param java the JVM, such as {@code 17.0.17 Debian}
 * @param library the version of this library; {@code unreleased} when it is not run from a jar
 * @param processors how many the JVM may use
 * @param memoryMegabytes the largest heap of the JVM, in MiB
 */
public record Environment(String os, String java, String library, int processors, long memoryMegabytes)
        implements Event {}
