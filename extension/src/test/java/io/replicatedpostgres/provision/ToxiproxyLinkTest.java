package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.LinkContract;
import io.replicatedpostgres.topology.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

class ToxiproxyLinkTest extends LinkContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    protected Link open(Route route, Endpoint server) {
        var endpoint = new Endpoint("127.0.0.1", freePort());
        String name = "contract-" + NUMBER.incrementAndGet();
        return ToxiproxyLink.open(EmbeddedToxiproxy.api(), name, route, endpoint, server, endpoint, () -> {});
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
