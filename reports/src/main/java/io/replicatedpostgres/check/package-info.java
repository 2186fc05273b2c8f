/** What was recorded, judged: a history in, verdicts out. Nothing here asks a server. */
@NullMarked
package io.replicatedpostgres.check;

import org.jspecify.annotations.NullMarked;
