/** What was asked for: values that validate and print themselves. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.spec;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
