/** Tests of what can be asked for. */
@NullMarked
package io.replicatedpostgres.spec;

import org.jspecify.annotations.NullMarked;
