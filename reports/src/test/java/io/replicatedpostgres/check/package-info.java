@NullMarked
package io.replicatedpostgres.check;

import org.jspecify.annotations.NullMarked;
