/** What was asked for: values that validate and print themselves. */
@NullMarked
package io.replicatedpostgres.spec;

import org.jspecify.annotations.NullMarked;
