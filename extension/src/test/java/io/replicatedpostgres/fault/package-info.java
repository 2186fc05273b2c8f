/** Tests of the faults, without any server. */
@NullMarked
package io.replicatedpostgres.fault;

import org.jspecify.annotations.NullMarked;
