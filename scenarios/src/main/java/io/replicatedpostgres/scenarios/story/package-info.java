/** The flagship: a split brain, and its repair. */
@NullMarked
package io.replicatedpostgres.scenarios.story;

import org.jspecify.annotations.NullMarked;
