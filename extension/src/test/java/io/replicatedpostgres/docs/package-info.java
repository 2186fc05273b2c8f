/** Holds the documentation against the tree. */
@org.jspecify.annotations.NullMarked
package io.replicatedpostgres.docs;
