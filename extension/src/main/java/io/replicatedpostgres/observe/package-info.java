/** Looks at the servers of a cluster, past every link, and records what it sees. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.observe;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
