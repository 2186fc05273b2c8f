/** Streaming replication at work: what a standby shows, delays, refuses, and what it survives. */
@NullMarked
package io.replicatedpostgres.scenarios.streaming;

import org.jspecify.annotations.NullMarked;
