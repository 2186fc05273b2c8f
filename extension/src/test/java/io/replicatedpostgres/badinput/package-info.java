/** Walks all that a test can write, by reflection, with invalid values. */
@NullMarked
package io.replicatedpostgres.badinput;

import org.jspecify.annotations.NullMarked;
