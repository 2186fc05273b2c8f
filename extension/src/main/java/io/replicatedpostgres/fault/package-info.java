/** What can go wrong, one small file each, and {@link io.replicatedpostgres.fault.Faults}, which makes them. */
@NullMarked
package io.replicatedpostgres.fault;

import org.jspecify.annotations.NullMarked;
