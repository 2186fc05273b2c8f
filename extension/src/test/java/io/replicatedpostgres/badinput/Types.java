package io.replicatedpostgres.badinput;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;

/** What a type is made of. */
final class Types {

    private Types() {}

    /** Without its parameters. */
    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType with) {
            return raw(with.getRawType());
        }
        if (type instanceof WildcardType wild) {
            return raw(wild.getUpperBounds()[0]);
        }
        if (type instanceof TypeVariable<?> variable) {
            return raw(variable.getBounds()[0]);
        }
        return raw(((GenericArrayType) type).getGenericComponentType()).arrayType();
    }

    /** The parameter of a collection. */
    static Type parameter(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /** Itself, the type of its elements, and its parameters. */
    static List<Class<?>> classesIn(Type type) {
        var classes = new ArrayList<Class<?>>();
        Class<?> raw = raw(type);
        classes.add(raw.isArray() ? raw.getComponentType() : raw);
        if (type instanceof ParameterizedType with) {
            for (Type each : with.getActualTypeArguments()) {
                classes.add(raw(each));
            }
        }
        return classes;
    }
}
