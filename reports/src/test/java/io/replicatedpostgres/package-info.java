/** Tests of how the packages depend on each other. */
@NullMarked
package io.replicatedpostgres;

import org.jspecify.annotations.NullMarked;
