/** Spreads test classes over several machines: each runs one shard of them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.shard;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
