@NullMarked
package io.replicatedpostgres.provision.runtime;

import org.jspecify.annotations.NullMarked;
