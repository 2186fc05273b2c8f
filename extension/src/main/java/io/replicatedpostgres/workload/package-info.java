/** Clients that work on a cluster while things happen to it, and record what they were told. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.workload;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
