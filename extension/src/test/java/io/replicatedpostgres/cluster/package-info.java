/** Tests of what a test holds in its hands, on real servers. */
@NullMarked
package io.replicatedpostgres.cluster;

import org.jspecify.annotations.NullMarked;
