/** What replication slots keep, and what is lost without. */
@NullMarked
package io.replicatedpostgres.scenarios.slots;

import org.jspecify.annotations.NullMarked;
