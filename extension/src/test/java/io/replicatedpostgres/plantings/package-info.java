@NullMarked
package io.replicatedpostgres.plantings;

import org.jspecify.annotations.NullMarked;
