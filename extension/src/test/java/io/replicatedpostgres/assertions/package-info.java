/** Every assertion passes where it should, and fails with a message that helps where it should not. */
@NullMarked
package io.replicatedpostgres.assertions;

import org.jspecify.annotations.NullMarked;
