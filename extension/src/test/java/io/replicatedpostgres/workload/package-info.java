@NullMarked
package io.replicatedpostgres.workload;

import org.jspecify.annotations.NullMarked;
