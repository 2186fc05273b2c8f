/** The situations a replicated PostgreSQL gets into. */
@NullMarked
package io.replicatedpostgres.scenarios;

import org.jspecify.annotations.NullMarked;
