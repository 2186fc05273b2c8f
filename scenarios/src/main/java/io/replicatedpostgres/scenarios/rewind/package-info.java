/** What pg_rewind leaves behind when something around it is forgotten. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.rewind;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
