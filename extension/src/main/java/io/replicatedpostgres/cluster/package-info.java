/** What a test holds in its hands. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.cluster;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
