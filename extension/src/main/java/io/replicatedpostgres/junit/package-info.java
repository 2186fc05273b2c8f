/** The JUnit Jupiter extension. */
@NullMarked
package io.replicatedpostgres.junit;

import org.jspecify.annotations.NullMarked;
