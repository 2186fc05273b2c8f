/** What is in the archive, and what never gets there. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.archive;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
