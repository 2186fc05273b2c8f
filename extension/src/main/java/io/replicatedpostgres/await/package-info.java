/** Bounded waiting, with failures that say what was wanted and what was seen. */
@NullMarked
package io.replicatedpostgres.await;

import org.jspecify.annotations.NullMarked;
