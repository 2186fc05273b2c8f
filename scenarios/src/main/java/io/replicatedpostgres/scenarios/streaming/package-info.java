/** What streaming replication does when nothing is wrong with the network. */
@NullMarked
package io.replicatedpostgres.scenarios.streaming;

import org.jspecify.annotations.NullMarked;
