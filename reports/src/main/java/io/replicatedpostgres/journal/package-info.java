/** What happened, in order: the events, the file they go to as they happen, and the way back out of it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.journal;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
