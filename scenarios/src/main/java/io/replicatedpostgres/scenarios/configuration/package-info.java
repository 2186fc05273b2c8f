/** What a wrong configuration does to replication. */
@NullMarked
package io.replicatedpostgres.scenarios.configuration;

import org.jspecify.annotations.NullMarked;
