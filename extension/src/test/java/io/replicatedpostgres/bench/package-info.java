/** Measurements that anyone can repeat: {@code ./verify --bench}. Nothing here asserts a time. */
@NullMarked
package io.replicatedpostgres.bench;

import org.jspecify.annotations.NullMarked;
