/** Scenarios against clusters without the cause, or with a protection: each must turn red. */
@NullMarked
package io.replicatedpostgres.scenarios.sabotage;

import org.jspecify.annotations.NullMarked;
