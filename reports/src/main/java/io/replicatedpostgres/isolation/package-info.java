/** Histories of transactions, and which isolation they contradict. Pure: nothing here asks a server. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.isolation;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
