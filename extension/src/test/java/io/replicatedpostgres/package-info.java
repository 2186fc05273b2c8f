/** Rules that hold for all code of this module. */
@NullMarked
package io.replicatedpostgres;

import org.jspecify.annotations.NullMarked;
