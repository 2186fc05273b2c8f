/** Tests of the embedded Toxiproxy-compatible server; what of Toxiproxy each one shows stands in docs/toxiproxy-conformance.md. */
@NullMarked
package io.replicatedpostgres.toxiproxy;

import org.jspecify.annotations.NullMarked;
