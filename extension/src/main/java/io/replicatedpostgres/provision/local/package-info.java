/** Servers as processes of this machine, from installed PostgreSQL binaries. */
@NullMarked
package io.replicatedpostgres.provision.local;

import org.jspecify.annotations.NullMarked;
