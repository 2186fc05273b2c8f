package io.replicatedpostgres.shard;

import java.util.Optional;

/** A setting of the whole JVM: a system property first, then a variable of the environment. */
final class Setting {

    private Setting() {}

    static Optional<String> value(String property, String variable) {
        return given(System.getProperty(property)).or(() -> given(System.getenv(variable)));
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
