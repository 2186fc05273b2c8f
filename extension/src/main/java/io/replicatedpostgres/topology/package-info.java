/** The places servers run in and the paths between them, as seams: what is local or in a container stays below. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.topology;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
