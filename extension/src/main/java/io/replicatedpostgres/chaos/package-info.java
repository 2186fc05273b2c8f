/** Schedules of mischief drawn from a seed, run under load, judged, and shrunk when they break a guarantee. */
@NullMarked
package io.replicatedpostgres.chaos;

import org.jspecify.annotations.NullMarked;
