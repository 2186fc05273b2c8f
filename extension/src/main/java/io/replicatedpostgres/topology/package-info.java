/** The places servers run in and the paths between them, as seams: what is local or in a container stays below. */
@NullMarked
package io.replicatedpostgres.topology;

import org.jspecify.annotations.NullMarked;
