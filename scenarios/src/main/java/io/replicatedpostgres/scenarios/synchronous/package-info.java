/** What becomes of acknowledged writes, with and without synchronous standbys. */
@NullMarked
package io.replicatedpostgres.scenarios.synchronous;

import org.jspecify.annotations.NullMarked;
