/** Streaming replication at work: what a standby shows, delays, refuses, and what it survives. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.streaming;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
