@NullMarked
package io.replicatedpostgres.observe;

import org.jspecify.annotations.NullMarked;
