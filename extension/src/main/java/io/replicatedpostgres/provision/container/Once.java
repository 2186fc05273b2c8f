package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.SpecException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that this JVM looks for once: what was found, or why it could not be had. */
final class Once<T> {

    private final Supplier<T> search;
    private @Nullable T found;
    private @Nullable SpecException refusal;

    Once(Supplier<T> search) {
        this.search = search;
    }

    /**
     * What was found.
     *
     * @throws SpecException the first refusal's message, each time as an exception of its own
     */
    synchronized T get() {
        SpecException before = refusal;
        if (before != null) {
            throw new SpecException(String.valueOf(before.getMessage()));
        }
        T known = found;
        if (known == null) {
            try {
                known = search.get();
            } catch (SpecException e) {
                refusal = e;
                throw e;
            }
            found = known;
        }
        return known;
    }
}
