/** AssertJ assertions on clusters, nodes and slots. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.assertions;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
