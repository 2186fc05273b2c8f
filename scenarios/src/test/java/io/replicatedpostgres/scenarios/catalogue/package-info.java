/** What the scenarios say about themselves, held against the catalogue; the pages are written from it. */
@NullMarked
package io.replicatedpostgres.scenarios.catalogue;

import org.jspecify.annotations.NullMarked;
