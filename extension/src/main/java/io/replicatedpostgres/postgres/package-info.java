/** All knowledge of PostgreSQL, written once over a host. */
@NullMarked
package io.replicatedpostgres.postgres;

import org.jspecify.annotations.NullMarked;
