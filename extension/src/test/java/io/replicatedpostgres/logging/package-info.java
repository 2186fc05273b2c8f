/** What a project without a logger sees. */
@NullMarked
package io.replicatedpostgres.logging;

import org.jspecify.annotations.NullMarked;
