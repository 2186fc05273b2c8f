/** The report: journals in, one HTML file out. It touches no server. */
@NullMarked
package io.replicatedpostgres.report;

import org.jspecify.annotations.NullMarked;
