/** Tests of the values. */
@NullMarked
package io.replicatedpostgres.model;

import org.jspecify.annotations.NullMarked;
