/** A hunt for bugs: chaos for as long as it is left running. */
@NullMarked
package io.replicatedpostgres.scenarios.hunt;

import org.jspecify.annotations.NullMarked;
