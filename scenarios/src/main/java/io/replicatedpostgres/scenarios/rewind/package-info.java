/** What pg_rewind leaves behind when something around it is forgotten. */
@NullMarked
package io.replicatedpostgres.scenarios.rewind;

import org.jspecify.annotations.NullMarked;
