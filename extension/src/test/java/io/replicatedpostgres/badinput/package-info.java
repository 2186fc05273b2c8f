/** Walks all that a test can write, by reflection, with values that nobody means. */
@NullMarked
package io.replicatedpostgres.badinput;

import org.jspecify.annotations.NullMarked;
