/** Tests of the journal. */
@NullMarked
package io.replicatedpostgres.journal;

import org.jspecify.annotations.NullMarked;
