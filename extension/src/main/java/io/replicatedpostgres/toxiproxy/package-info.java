/**
 * A Toxiproxy-compatible fault proxy in plain Java: the HTTP API, the toxics and the connection life of Toxiproxy 2.12, without a
 * container and without a native binary.
 *
 * <p>Start it in process with {@link io.replicatedpostgres.toxiproxy.ToxiproxyServer#start(String, int)} and drive it with any
 * Toxiproxy client. The package depends on the JDK and Gson only.
 *
 * <p>Inside: one thread answers the HTTP API; a few event loops move bytes. A connection belongs to one loop for life, so everything
 * about it, toxics included, is single-threaded: a change of toxics is a task on that loop and can neither lose a byte nor wait for a
 * stalled peer.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.toxiproxy;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
