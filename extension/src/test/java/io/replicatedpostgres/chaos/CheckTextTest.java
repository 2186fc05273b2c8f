package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.model.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A check as the code that makes it. */
class CheckTextTest {

    @Test
    void theFactoryWithTheSameWordsMakesIt() {
        assertThat(text(Guarantees.readYourWrites())).isEqualTo("Guarantees.readYourWrites()");
        assertThat(text(Guarantees.noStaleReads(Duration.ofMillis(5))))
                .isEqualTo("Guarantees.noStaleReads(Duration.ofMillis(5))");
        assertThat(text(Guarantees.recoveredWithin(Duration.ofNanos(5))))
                .isEqualTo("Guarantees.recoveredWithin(Duration.ofNanos(5L))");
        assertThat(text(Guarantees.slotsWithin(DataSize.kilobytes(3))))
                .isEqualTo("Guarantees.slotsWithin(DataSize.bytes(3072L))");
        assertThat(text(Guarantees.slotsWithin(DataSize.bytes(7))))
                .isEqualTo("Guarantees.slotsWithin(DataSize.bytes(7L))");
    }

    /** A size that no number of bytes is rounded to is made of its words. */
    @Test
    void whatNoFactoryMakesIsMadeOfItsWords() {
        Check rounded = Guarantees.named("slots kept their WAL within 64.3 MB").orElseThrow();

        assertThat(text(rounded)).isEqualTo("Guarantees.named(\"slots kept their WAL within 64.3 MB\").orElseThrow()");
    }

    @Test
    void aCheckOfTheTestsOwnHasNoCodeThoughItsWordsAreKnown() {
        var own = new Check() {
            @Override
            public String guarantee() {
                return "no write done twice";
            }

            @Override
            public Verdict of(History history) {
                throw new AssertionError(history);
            }
        };

        assertThat(CheckText.of(own, new Imports())).isEmpty();
    }

    private static String text(Check check) {
        return CheckText.of(check, new Imports()).orElseThrow();
    }
}
