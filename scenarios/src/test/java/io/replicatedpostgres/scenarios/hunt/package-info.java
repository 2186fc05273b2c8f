/** A hunt, without a cluster. */
@NullMarked
package io.replicatedpostgres.scenarios.hunt;

import org.jspecify.annotations.NullMarked;
