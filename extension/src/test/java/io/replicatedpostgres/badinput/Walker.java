package io.replicatedpostgres.badinput;

import io.replicatedpostgres.model.SpecException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gives every parameter every hostile value of its type, with good ones beside it. */
final class Walker {

    private static final int SECONDS_MAX = 15;

    private final Stage stage;
    private final GoodValues good;
    private final HostileValues hostile;
    private final Harmless harmless;

    Walker(Stage stage) {
        this.stage = stage;
        this.good = new GoodValues(stage);
        this.hostile = new HostileValues(stage);
        this.harmless = new Harmless(stage);
    }

    /** What one parameter answers. */
    List<Answer> walk(Spot spot) {
        try {
            return answers(spot);
        } catch (RuntimeException e) {
            // a subject or another argument could not be made
            return List.of(Answer.notWalked(spot.owner(), spot.toString(), String.valueOf(e)));
        }
    }

    private List<Answer> answers(Spot spot) {
        var answers = new ArrayList<Answer>();
        int values = hostile.of(spot.parameterType()).size();
        for (int i = 0; i < values; i++) {
            // asked anew: what belongs to the cluster is another one when that was built again
            Hostile value = hostile.of(spot.parameterType()).get(i);
            answers.add(answer(spot, value));
        }
        return answers;
    }

    private Answer answer(Spot spot, Hostile value) {
        Throwable refusal = refusal(spot, value);
        if (!(refusal instanceof SpecException || refusal instanceof IllegalArgumentException)) {
            stage.tidy();
        }
        if (refusal == null && value.value() == null && !spot.takesNull()) {
            return Answer.tookNull(spot.owner(), spot.written(value));
        }
        return refusal == null
                ? Answer.taken(spot.owner(), spot.written(value))
                : Answer.refused(spot.owner(), spot.written(value), value, refusal);
    }

    private @Nullable Throwable refusal(Spot spot, Hostile value) {
        Object subject = subject(spot.call());
        @Nullable Object[] arguments = arguments(spot, value);
        var call = CompletableFuture.runAsync(
                () -> {
                    Object result = invoke(spot.call(), subject, arguments);
                    harmless.useAndUndo(result);
                },
                task -> daemon(task));
        try {
            call.get(SECONDS_MAX, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof Thrown thrown ? thrown.getCause() : e.getCause();
        } catch (TimeoutException e) {
            return new IllegalStateException("it hangs: no answer within %s s".formatted(SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "replicated-postgres-walk");
        thread.setDaemon(true);
        thread.start();
    }

    private @Nullable Object subject(Executable call) {
        boolean alone = call instanceof Constructor<?> || Modifier.isStatic(call.getModifiers());
        return alone ? null : good.subject(call);
    }

    private @Nullable Object[] arguments(Spot spot, Hostile value) {
        Parameter[] parameters = spot.call().getParameters();
        var arguments = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = i == spot.index() ? value.value() : good.argument(parameters[i]);
        }
        return arguments;
    }

    private static @Nullable Object invoke(Executable call, @Nullable Object subject, @Nullable Object[] arguments) {
        try {
            return call instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) call).invoke(subject, arguments);
        } catch (InvocationTargetException e) {
            throw new Thrown(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(call + " cannot be called", e);
        }
    }

    private static final class Thrown extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Thrown(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
