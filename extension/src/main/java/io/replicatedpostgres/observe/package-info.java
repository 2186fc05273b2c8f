/** Looks at the servers of a cluster, past every link, and records what it sees. */
@NullMarked
package io.replicatedpostgres.observe;

import org.jspecify.annotations.NullMarked;
