/** The report: journals in, one HTML file out. It touches no server. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.report;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
