package io.replicatedpostgres.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test began. The first event of every journal.
 *
 * @param uniqueId JUnit's unique id of the test: attempts with the same one are attempts at the same test
 * @param displayName what it is called
 * @param className the class it is in, fully qualified
 * @param methodName its method; null if the journal is that of a whole class
 * @param tags its tags
 * @param words what it says about itself
 */
public record ScenarioStarted(
        String uniqueId,
        String displayName,
        String className,
        @Nullable String methodName,
        List<String> tags,
        Words words)
        implements Event {

    /** Copies the tags. */
    public ScenarioStarted {
        tags = List.copyOf(tags);
    }
}
