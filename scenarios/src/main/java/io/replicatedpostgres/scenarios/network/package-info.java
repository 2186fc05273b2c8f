/** What replication, and the clients, see of a broken or slow network. */
@NullMarked
package io.replicatedpostgres.scenarios.network;

import org.jspecify.annotations.NullMarked;
