package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.toxiproxy.ToxiproxyServer;
import java.io.IOException;

/** The one embedded Toxiproxy server of this JVM, on loopback, started when the first link needs it. */
public final class EmbeddedToxiproxy {

    private static final String LOOPBACK = "127.0.0.1";

    private EmbeddedToxiproxy() {}

    /** Where its API listens. */
    public static Endpoint api() {
        return Holder.API;
    }

    private static final class Holder {

        /** Never closed: its threads are daemons, and any cluster of this JVM may own its last proxy. */
        private static final Endpoint API = start();

        private static Endpoint start() {
            try {
                return new Endpoint(LOOPBACK, ToxiproxyServer.start(LOOPBACK, 0).port());
            } catch (IOException e) {
                throw new ReplicatedPostgresException("the embedded Toxiproxy server could not start", e);
            }
        }
    }
}
