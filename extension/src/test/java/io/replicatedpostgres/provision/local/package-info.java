/** Tests of the local runtime. */
@NullMarked
package io.replicatedpostgres.provision.local;

import org.jspecify.annotations.NullMarked;
