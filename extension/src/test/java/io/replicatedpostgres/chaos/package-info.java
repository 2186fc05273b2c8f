@NullMarked
package io.replicatedpostgres.chaos;

import org.jspecify.annotations.NullMarked;
