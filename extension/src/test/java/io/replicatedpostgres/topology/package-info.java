/** The contracts of hosts and links, and the fakes that keep them in memory. */
@NullMarked
package io.replicatedpostgres.topology;

import org.jspecify.annotations.NullMarked;
