package io.replicatedpostgres.scenarios.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.Test;

class StoryTellerTest {

    static class Passes {

        @Test
        void is_told() {}
    }

    static class Fails {

        @Test
        void breaks() {
            fail("node-2 did not start");
        }
    }

    static class IsSkipped {

        @Test
        void is_skipped() {
            abort("no PostgreSQL here");
        }
    }

    @Test
    void aStoryIsToldWhenItsTestPassed() {
        assertThat(StoryTeller.isTold(StoryTeller.tell(Passes.class))).isTrue();
    }

    @Test
    void aFailureIsNoDemo() {
        var summary = StoryTeller.tell(Fails.class);

        assertThat(StoryTeller.isTold(summary)).isFalse();
        assertThat(summary.getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException()).hasMessage("node-2 did not start"));
    }

    @Test
    void aSkippedStoryIsNoDemo() {
        assertThat(StoryTeller.isTold(StoryTeller.tell(IsSkipped.class))).isFalse();
    }
}
