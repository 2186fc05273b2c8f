/** What happened, in order: the events, the file they go to as they happen, and the way back out of it. */
@NullMarked
package io.replicatedpostgres.journal;

import org.jspecify.annotations.NullMarked;
