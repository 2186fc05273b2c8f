@NullMarked
package io.replicatedpostgres.shard;

import org.jspecify.annotations.NullMarked;
