package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.PortLease;
import java.util.List;

/**
 * Where the server of a host listens.
 *
 * @param address what it binds
 * @param port what it binds
 * @param clientAddresses from where clients may try to log in, as {@code pg_hba.conf} writes it
 * @param entering the words before a command that put it where the address is; none for this machine's own network
 * @param release gives the address back
 */
record HostAddress(String address, int port, String clientAddresses, List<String> entering, Runnable release) {

    private static final String LOOPBACK = "127.0.0.1";

    /** A port of this machine. */
    static HostAddress onLoopback(PortLease port) {
        return new HostAddress(LOOPBACK, port.port(), LOOPBACK + "/32", List.of(), port::close);
    }
}
