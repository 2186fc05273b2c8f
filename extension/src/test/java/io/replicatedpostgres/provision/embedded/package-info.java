/** Tests of binaries on the class path. */
@NullMarked
package io.replicatedpostgres.provision.embedded;

import org.jspecify.annotations.NullMarked;
