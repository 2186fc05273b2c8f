/** What is done on purpose while clients work: switchovers, restarts, nodes that come and go. */
@NullMarked
package io.replicatedpostgres.scenarios.operations;

import org.jspecify.annotations.NullMarked;
