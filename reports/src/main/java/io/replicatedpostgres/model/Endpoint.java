package io.replicatedpostgres.model;

/**
 * Where something listens.
 *
 * @param host a host name or address
 * @param port a TCP port, 1 to 65535
 */
public record Endpoint(String host, int port) {

    /** Checks the port. */
    public Endpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "not an endpoint: '%s:%s'; wanted a host and a port from 1 to 65535".formatted(host, port));
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
