package io.replicatedpostgres.badinput;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a method or constructor that a test can call.
 *
 * @param type whose it is
 * @param call the method or constructor
 * @param index of the parameter
 */
record Spot(Class<?> type, Executable call, int index) {

    Parameter parameter() {
        return call.getParameters()[index];
    }

    Type parameterType() {
        return call.getGenericParameterTypes()[index];
    }

    /** Whether null is one of the values, as the signature says. */
    boolean takesNull() {
        return call.getAnnotatedParameterTypes()[index].isAnnotationPresent(Nullable.class);
    }

    String owner() {
        return type.getCanonicalName().substring(type.getPackageName().length() + 1);
    }

    private String method() {
        return call instanceof Constructor<?> ? "new " + owner() : owner() + "." + call.getName();
    }

    /** With what it is given, and what it is given beside that. */
    String written(Hostile value) {
        String all = Arrays.stream(call.getParameters())
                .map(each -> each.equals(parameter()) ? "%s = %s".formatted(each.getName(), value) : "…")
                .collect(Collectors.joining(", "));
        return "%s(%s)".formatted(method(), all);
    }

    @Override
    public String toString() {
        return "%s(%s), %s"
                .formatted(
                        method(),
                        Arrays.stream(call.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", ")),
                        parameter().getName());
    }
}
