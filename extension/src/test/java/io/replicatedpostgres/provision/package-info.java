/** Tests of what brings hosts and links. */
@NullMarked
package io.replicatedpostgres.provision;

import org.jspecify.annotations.NullMarked;
