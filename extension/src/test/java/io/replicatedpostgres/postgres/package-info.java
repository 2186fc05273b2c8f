/** Tests of the knowledge of PostgreSQL that needs no running server. */
@NullMarked
package io.replicatedpostgres.postgres;

import org.jspecify.annotations.NullMarked;
