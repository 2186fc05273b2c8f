/** Clusters in containers of a Docker daemon, here or elsewhere. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision.container;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
