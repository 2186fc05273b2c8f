package io.replicatedpostgres.badinput;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value as it stands in an annotation. */
final class JavaLiteral {

    private JavaLiteral() {}

    static String of(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(JavaLiteral::of).collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof String text) {
            return '"'
                    + text.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\0", "\\0")
                    + '"';
        }
        if (value instanceof Enum<?> constant) {
            return constant.getDeclaringClass().getCanonicalName() + "." + constant.name();
        }
        return String.valueOf(value);
    }
}
