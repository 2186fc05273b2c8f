/** What a test holds in its hands. */
@NullMarked
package io.replicatedpostgres.cluster;

import org.jspecify.annotations.NullMarked;
