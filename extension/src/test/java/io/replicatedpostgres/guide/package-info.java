/** What the guide shows: each block of it is a region of these tests, or of a project in {@code consumers}. */
@org.jspecify.annotations.NullMarked
package io.replicatedpostgres.guide;
