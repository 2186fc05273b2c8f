/** Servers as processes of this machine, from installed or embedded PostgreSQL binaries. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision.local;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
