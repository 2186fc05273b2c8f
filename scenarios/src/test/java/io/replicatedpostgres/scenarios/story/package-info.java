/** How the story is told outside Maven. */
@NullMarked
package io.replicatedpostgres.scenarios.story;

import org.jspecify.annotations.NullMarked;
