/** What a wrong configuration does to replication. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.configuration;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
