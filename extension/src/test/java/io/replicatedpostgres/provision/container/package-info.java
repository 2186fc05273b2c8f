@NullMarked
package io.replicatedpostgres.provision.container;

import org.jspecify.annotations.NullMarked;
