/** What is in the archive, and what never gets there. */
@NullMarked
package io.replicatedpostgres.scenarios.archive;

import org.jspecify.annotations.NullMarked;
