/** Values that every other package speaks in: positions, timelines, states. They know no server. */
@NullMarked
package io.replicatedpostgres.model;

import org.jspecify.annotations.NullMarked;
