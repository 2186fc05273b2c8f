/** Clients that work on a cluster while things happen to it, and record what they were told. */
@NullMarked
package io.replicatedpostgres.workload;

import org.jspecify.annotations.NullMarked;
