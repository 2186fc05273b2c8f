/** Logical subscribers, and what becomes of them when the physical side fails over. */
@NullMarked
package io.replicatedpostgres.scenarios.logical;

import org.jspecify.annotations.NullMarked;
