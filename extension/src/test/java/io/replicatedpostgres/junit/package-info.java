/** The extension, driven through JUnit's own test kit. */
@NullMarked
package io.replicatedpostgres.junit;

import org.jspecify.annotations.NullMarked;
