package io.replicatedpostgres.badinput;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a test gives as a lambda. */
final class Lambdas {

    static final String THROWN = "thrown by the lambda of the test";

    static final String GIVING_NULL = "a lambda that gives null";

    private Lambdas() {}

    /** Whether a lambda can be one. */
    static boolean isOne(Class<?> type) {
        return type.isInterface()
                && Arrays.stream(type.getMethods())
                                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                                .filter(method -> method.getDeclaringClass() != Object.class)
                                .count()
                        == 1;
    }

    /** Does nothing, and says yes where it is asked. */
    static Object fine(Class<?> type) {
        return proxy(type, "a lambda", Lambdas::nothing);
    }

    static Object throwing(Class<?> type) {
        return proxy(type, "a lambda that throws", method -> {
            throw new IllegalStateException(THROWN);
        });
    }

    static Object givingNull(Class<?> type) {
        return proxy(type, GIVING_NULL, method -> method.getReturnType().isPrimitive() ? nothing(method) : null);
    }

    private interface Body {
        @Nullable
        Object of(Method method);
    }

    private static @Nullable Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return true;
        }
        if (type == int.class) {
            return 0;
        }
        return type == Optional.class ? Optional.empty() : null;
    }

    private static Object proxy(Class<?> type, String name, Body body) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (method.getDeclaringClass() != Object.class) {
                return body.of(method);
            }
            return switch (method.getName()) {
                case "toString" -> name;
                case "hashCode" -> System.identityHashCode(self);
                default -> self == arguments[0];
            };
        };
        return Proxy.newProxyInstance(Lambdas.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
