/** The terminal, by what is typed and shown. */
@NullMarked
package io.replicatedpostgres.scenarios.console;

import org.jspecify.annotations.NullMarked;
