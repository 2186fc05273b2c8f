package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void thereAreAsManyAsWereWanted() {
        var ids = new Ids(2);

        assertThat(ids.next()).isZero();
        assertThat(ids.areUsedUp()).isFalse();
        assertThat(ids.next()).isEqualTo(1);
        assertThat(ids.areUsedUp()).isTrue();
        assertThat(ids.next()).isEqualTo(-1);
        assertThat(ids.areUsedUp()).isTrue();
    }
}
