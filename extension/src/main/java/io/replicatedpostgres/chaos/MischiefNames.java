package io.replicatedpostgres.chaos;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How each mischief of a schedule is written in a printed test: the constant that holds it, imported. */
final class MischiefNames {

    private final Map<Mischief, String> names = new LinkedHashMap<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<String> unreachable = new LinkedHashSet<>();
    private @Nullable String home;

    /** Finds the constants of these steps. */
    MischiefNames(List<Step> steps, Imports imports) {
        for (Step step : steps) {
            names.computeIfAbsent(step.mischief(), mischief -> name(mischief, imports));
        }
    }

    String of(Step step) {
        return step.written(names.getOrDefault(step.mischief(), step.mischief().toString()));
    }

    /** The package in which the printed test has to be, to reach constants that are not public. */
    Optional<String> home() {
        return Optional.ofNullable(home);
    }

    /** The names of those that no constant holds, or only one that cannot be reached from another class. */
    Set<String> unreachable() {
        return unreachable;
    }

    private String name(Mischief mischief, Imports imports) {
        Field constant = constant(mischief);
        if (constant == null || !reaches(constant)) {
            unreachable.add(mischief.toString());
            return mischief.toString();
        }
        String type = String.valueOf(mischief.holder().getCanonicalName());
        boolean canBeImported = !mischief.holder().getPackageName().isEmpty();
        return canBeImported && taken.add(constant.getName())
                ? imports.member(type, constant.getName())
                : type + "." + constant.getName();
    }

    /** Whether the printed test can name it; where it is not public, its package becomes that of the test. */
    private boolean reaches(Field constant) {
        Class<?> holder = constant.getDeclaringClass();
        if (holder.getCanonicalName() == null || isAny(constant, Modifier.PRIVATE)) {
            return false;
        }
        boolean everywhere =
                isAll(constant, Modifier.PUBLIC) && !holder.getPackageName().isEmpty();
        if (everywhere) {
            return true;
        }
        String needed = holder.getPackageName();
        if (home != null && !home.equals(needed)) {
            return false;
        }
        home = needed;
        return true;
    }

    private static boolean isAny(Field constant, int modifier) {
        return modifiers(constant).stream().anyMatch(each -> (each & modifier) != 0);
    }

    private static boolean isAll(Field constant, int modifier) {
        return modifiers(constant).stream().allMatch(each -> (each & modifier) != 0);
    }

    /** Those of a constant, its class, and the classes around that. */
    private static List<Integer> modifiers(Field constant) {
        var modifiers = new ArrayList<Integer>();
        modifiers.add(constant.getModifiers());
        for (Class<?> type = constant.getDeclaringClass(); type != null; type = type.getEnclosingClass()) {
            modifiers.add(type.getModifiers());
        }
        return modifiers;
    }

    private static @Nullable Field constant(Mischief mischief) {
        for (Field field : mischief.holder().getDeclaredFields()) {
            if (field.getType() == Mischief.class
                    && Modifier.isStatic(field.getModifiers())
                    && holds(field, mischief)) {
                return field;
            }
        }
        return null;
    }

    private static boolean holds(Field field, Mischief mischief) {
        try {
            return field.trySetAccessible() && field.get(null) == mischief;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
