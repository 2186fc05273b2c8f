/** Tests of the report. */
@NullMarked
package io.replicatedpostgres.report;

import org.jspecify.annotations.NullMarked;
