/** What base backups take along, and what ends them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.backup;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
