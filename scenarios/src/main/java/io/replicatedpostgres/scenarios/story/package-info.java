/** The flagship: a split brain, and its repair. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.story;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
