/** What was recorded, judged: a history in, verdicts out. Nothing here asks a server. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.check;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
