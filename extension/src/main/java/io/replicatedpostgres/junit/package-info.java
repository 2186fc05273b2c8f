/** The JUnit Jupiter extension. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.junit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
