/** From what was asked for to running hosts and links. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
