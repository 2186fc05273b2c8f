/** From what was asked for to running hosts and links. */
@NullMarked
package io.replicatedpostgres.provision;

import org.jspecify.annotations.NullMarked;
