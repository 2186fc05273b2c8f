@org.jspecify.annotations.NullMarked
package io.replicatedpostgres.isolation;
