package io.replicatedpostgres.badinput;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How a good value of a type is made. */
final class Makers {

    private final Map<Class<?>, Supplier<?>> byType = new HashMap<>();

    <T> void put(Class<T> type, Supplier<? extends T> maker) {
        byType.put(type, maker);
    }

    boolean has(Class<?> type) {
        return byType.containsKey(type);
    }

    Object make(Class<?> type) {
        Supplier<?> maker = byType.get(type);
        if (maker == null) {
            throw new IllegalStateException("%s has no good value. Add it to GoodValues.".formatted(type.getName()));
        }
        return maker.get();
    }
}
