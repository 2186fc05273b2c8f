/** AssertJ assertions on clusters, nodes and slots. */
@NullMarked
package io.replicatedpostgres.assertions;

import org.jspecify.annotations.NullMarked;
