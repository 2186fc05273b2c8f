/** What readers of a primary and of its standbys may see of each other's transactions, and what not. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.isolation;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
