package io.replicatedpostgres.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A setting of the whole JVM: a system property first, then a variable of the environment. */
public final class JvmSetting {

    private JvmSetting() {}

    /** Its value; empty if neither is there, or it is blank. */
    public static Optional<String> value(String property, String variable) {
        return given(System.getProperty(property)).or(() -> given(System.getenv(variable)));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
