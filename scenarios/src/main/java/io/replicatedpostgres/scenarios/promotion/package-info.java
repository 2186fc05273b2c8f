/** Ways to promote, and what gets in the way. */
@NullMarked
package io.replicatedpostgres.scenarios.promotion;

import org.jspecify.annotations.NullMarked;
