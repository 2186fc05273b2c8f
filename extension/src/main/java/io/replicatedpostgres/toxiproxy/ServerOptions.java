package io.replicatedpostgres.toxiproxy;

/** How a server is to run. */
record ServerOptions(String host, int port, long seed, boolean proxyMetrics, boolean runtimeMetrics) {

    static ServerOptions listeningOn(String host, int port) {
        return new ServerOptions(host, port, Dice.anySeed(), false, false);
    }

    ServerOptions withSeed(long newSeed) {
        return new ServerOptions(host, port, newSeed, proxyMetrics, runtimeMetrics);
    }

    ServerOptions withMetrics(boolean ofProxies, boolean ofRuntime) {
        return new ServerOptions(host, port, seed, ofProxies, ofRuntime);
    }
}
