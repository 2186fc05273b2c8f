package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.slotsWithin;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SlotState.WalStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotsWithinTest {

    private static final Check CHECK = slotsWithin(DataSize.megabytes(64));

    @Test
    void passesUpToTheLimit() {
        var history = history().event(slot(A, 64, WalStatus.EXTENDED)).event(slot(A, null, null));

        assertThat(history.judgedBy(CHECK).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.judgedBy(CHECK).reason()).isEqualTo("1 slots");
    }

    @Test
    void failsPastItThoughItCameBack() {
        var history = history()
                .event(slot(B, 1, WalStatus.RESERVED))
                .event(slot(A, 1, WalStatus.RESERVED))
                .event(slot(A, 65, WalStatus.EXTENDED))
                .event(slot(A, 2, WalStatus.RESERVED));

        assertThat(history.judgedBy(CHECK).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.judgedBy(CHECK).evidence()).containsExactly("air on a kept up to " + DataSize.megabytes(65));
    }

    @Test
    void failsWhenLost() {
        var history = history().event(slot(A, null, WalStatus.LOST)).event(slot(A, null, null));

        assertThat(history.judgedBy(CHECK).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.judgedBy(CHECK).evidence())
                .singleElement()
                .asString()
                .endsWith("and was lost");
    }

    @Test
    void isNotKnownWithoutSlots() {
        assertThat(history().judgedBy(CHECK).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    private static SlotSampled slot(NodeRef node, @Nullable Integer megabytes, @Nullable WalStatus status) {
        return new SlotSampled(new SlotState(
                node,
                "air",
                true,
                false,
                null,
                megabytes == null ? null : DataSize.megabytes(megabytes),
                status,
                null,
                null,
                null));
    }
}
