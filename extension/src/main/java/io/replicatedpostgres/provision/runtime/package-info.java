/** Chooses where clusters run. */
@NullMarked
package io.replicatedpostgres.provision.runtime;

import org.jspecify.annotations.NullMarked;
