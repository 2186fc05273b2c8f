/** Full volumes, failing archives and broken files. */
@NullMarked
package io.replicatedpostgres.scenarios.disk;

import org.jspecify.annotations.NullMarked;
