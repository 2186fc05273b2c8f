package io.replicatedpostgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedPartsTest {

    @Test
    void synchronousStandbyNames() {
        assertThat(SynchronousNames.parse("")).isEqualTo(new SynchronousNames(0, List.of()));
        assertThat(SynchronousNames.parse("a, \"b-1\"")).isEqualTo(new SynchronousNames(1, List.of("a", "b-1")));
        assertThat(SynchronousNames.parse("first 2 (a,b , c)"))
                .isEqualTo(new SynchronousNames(2, List.of("a", "b", "c")));
        assertThat(SynchronousNames.parse("ANY 1(\"a\"\"b\",*)"))
                .isEqualTo(new SynchronousNames(1, List.of("a\"b", "*")));
        assertThat(SynchronousNames.parse("3 (a)")).isEqualTo(new SynchronousNames(3, List.of("a")));
        assertThat(SynchronousNames.parse("a").matches("A")).isTrue();
        assertThat(SynchronousNames.parse("*").matches("any")).isTrue();
        assertThat(SynchronousNames.parse("a").matches("b")).isFalse();
        assertThat(SynchronousNames.parse("")).isEqualTo(new SynchronousNames(0, List.of()));
    }

    @Test
    void timesAsPostgresqlShowsThem() {
        assertThat(Circumstances.duration("0")).isZero();
        assertThat(Circumstances.duration("1500ms")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Circumstances.duration("4s")).isEqualTo(Duration.ofSeconds(4));
        assertThat(Circumstances.duration("5min")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Circumstances.duration("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Circumstances.duration("1d")).isEqualTo(Duration.ofDays(1));
        assertThat(Circumstances.duration("-1")).isZero();
        assertThat(Circumstances.duration("12")).isEqualTo(Duration.ofMillis(12));
    }

    @Test
    void whereAConnectionStringLeads() {
        assertThat(Conninfo.endpoint("user=repl host=127.0.0.1 port=5432 application_name=x"))
                .contains(new Endpoint("127.0.0.1", 5432));
        assertThat(Conninfo.endpoint("port='7' host='h'")).contains(new Endpoint("h", 7));
        assertThat(Conninfo.endpoint("hostaddr=1.2.3.4 port=1")).isEmpty();
        assertThat(Conninfo.endpoint("host=h")).isEmpty();
        assertThat(Conninfo.endpoint("host=h port=65535")).contains(new Endpoint("h", 65535));
        assertThat(Conninfo.endpoint("host=h port=1")).contains(new Endpoint("h", 1));
        assertThat(Conninfo.endpoint("host=h port=65536")).isEmpty();
        assertThat(Conninfo.endpoint("host=h port=0")).isEmpty();
        assertThat(Conninfo.endpoint("host=h port=99999")).isEmpty();
        assertThat(Conninfo.endpoint("")).isEmpty();
    }
}
