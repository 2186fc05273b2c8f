/** What can go wrong, one small file each, and {@link io.replicatedpostgres.fault.Faults}, which makes them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.fault;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
