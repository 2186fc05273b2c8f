/** Clusters in containers of a Docker daemon, here or elsewhere. */
@NullMarked
package io.replicatedpostgres.provision.container;

import org.jspecify.annotations.NullMarked;
