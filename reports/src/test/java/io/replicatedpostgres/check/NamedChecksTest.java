package io.replicatedpostgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.DataSize;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedChecksTest {

    private static final Map<Class<?>, List<?>> PARAMETERS = Map.of(
            Duration.class,
            List.of(
                    Duration.ZERO,
                    Duration.ofMillis(1),
                    Duration.ofNanos(1_500_001),
                    Duration.ofSeconds(30),
                    Duration.ofHours(1)),
            DataSize.class,
            List.of(
                    DataSize.bytes(0),
                    DataSize.bytes(20_001),
                    DataSize.kilobytes(64),
                    DataSize.megabytes(64),
                    DataSize.bytes(67_000_001)));

    /** Also of a factory that is added later: without its name here, a saved verdict of it could not be judged again. */
    static Stream<Check> allThereAre() {
        return Arrays.stream(Guarantees.class.getMethods())
                .filter(method -> Check.class.isAssignableFrom(method.getReturnType()))
                .flatMap(NamedChecksTest::made);
    }

    @ParameterizedTest
    @MethodSource("allThereAre")
    void isMadeAgainOfItsName(Check check) {
        Check again = Guarantees.named(check.guarantee()).orElseThrow();

        assertThat(again).hasSameClassAs(check).usingRecursiveComparison().isEqualTo(check);
        assertThat(again.guarantee()).isEqualTo(check.guarantee());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a check of the user's own",
                "writes recovered within",
                "writes recovered within a while",
                "writes recovered within 1 ms and more",
                "writes recovered within 9999999999999999999999 ms",
                "slots kept their WAL within 5 apples",
                "slots kept their WAL within 999999999999999999 MB",
            })
    void whatIsNoNameOfACheckHasNone(String name) {
        assertThat(Guarantees.named(name)).isEmpty();
    }

    @Test
    void aSizeThatWasRoundedWhenItWasWrittenIsTakenAsItReads() {
        assertThat(Guarantees.named("slots kept their WAL within 12.3 MB")).isPresent();
    }

    private static Stream<Check> made(Method factory) {
        if (factory.getParameterCount() == 0) {
            return Stream.of(call(factory));
        }
        assertThat(factory.getParameterTypes()).as(factory.getName()).hasSize(1).isSubsetOf(PARAMETERS.keySet());
        return PARAMETERS.getOrDefault(factory.getParameterTypes()[0], List.of()).stream()
                .map(value -> call(factory, value));
    }

    private static Check call(Method factory, Object... arguments) {
        try {
            return (Check) factory.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(factory.getName(), e);
        }
    }
}
