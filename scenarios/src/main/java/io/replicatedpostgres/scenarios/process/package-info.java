/** What happens when processes die or stand still. */
@NullMarked
package io.replicatedpostgres.scenarios.process;

import org.jspecify.annotations.NullMarked;
