/** Two nodes that both take writes, and what becomes of the rows. */
@NullMarked
package io.replicatedpostgres.scenarios.splitbrain;

import org.jspecify.annotations.NullMarked;
