package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.model.DataSize;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A check as code that makes it: the factory of {@link Guarantees} whose check has the same words. */
final class CheckText {

    private static final Pattern PARAMETER = Pattern.compile("([0-9]+(?:\\.[0-9])?) ?(ns|ms|bytes|kB|MB)$");

    private CheckText() {}

    /** The code; empty for a check of the test's own. */
    static Optional<String> of(Check check, Imports imports) {
        if (Guarantees.named(check.guarantee())
                .filter(known -> known.getClass() == check.getClass())
                .isEmpty()) {
            return Optional.empty();
        }
        String type = imports.type(Guarantees.class);
        return Arrays.stream(Guarantees.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == Check.class)
                .sorted(Comparator.comparing(Method::getName))
                .flatMap(factory -> call(factory, check, imports).stream())
                .findFirst()
                .map(call -> type + "." + call)
                .or(() ->
                        Optional.of("%s.named(%s).orElseThrow()".formatted(type, JavaText.literal(check.guarantee()))));
    }

    private static Optional<String> call(Method factory, Check check, Imports imports) {
        Class<?>[] parameters = factory.getParameterTypes();
        if (parameters.length == 0) {
            return makes(factory, check) ? Optional.of(factory.getName() + "()") : Optional.empty();
        }
        Matcher words = PARAMETER.matcher(check.guarantee());
        if (parameters.length != 1 || !words.find()) {
            return Optional.empty();
        }
        if (parameters[0] == Duration.class) {
            return duration(words)
                    .filter(duration -> makes(factory, check, duration))
                    .map(duration -> "%s(%s)".formatted(factory.getName(), JavaText.duration(duration, imports)));
        }
        return bytes(words)
                .filter(bytes -> parameters[0] == DataSize.class && makes(factory, check, DataSize.bytes(bytes)))
                .map(bytes -> "%s(%s.bytes(%sL))".formatted(factory.getName(), imports.type(DataSize.class), bytes));
    }

    private static Optional<Duration> duration(Matcher words) {
        return switch (words.group(2)) {
            case "ms" -> Optional.of(Duration.ofMillis(Long.parseLong(words.group(1))));
            case "ns" -> Optional.of(Duration.ofNanos(Long.parseLong(words.group(1))));
            default -> Optional.empty();
        };
    }

    private static Optional<Long> bytes(Matcher words) {
        double count = Double.parseDouble(words.group(1));
        return switch (words.group(2)) {
            case "bytes" -> Optional.of(Long.parseLong(words.group(1)));
            case "kB" -> Optional.of(Math.round(count * DataSize.kilobytes(1).bytes()));
            case "MB" -> Optional.of(Math.round(count * DataSize.megabytes(1).bytes()));
            default -> Optional.empty();
        };
    }

    private static boolean makes(Method factory, Check check, Object... arguments) {
        try {
            return factory.invoke(null, arguments) instanceof Check made
                    && made.getClass() == check.getClass()
                    && made.guarantee().equals(check.guarantee());
        } catch (IllegalAccessException | InvocationTargetException | IllegalArgumentException e) {
            return false;
        }
    }
}
