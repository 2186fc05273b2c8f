package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Gets at the cluster of a scenario before its body does. JUnit finds it where extensions are detected automatically. */
public final class Saboteur implements InvocationInterceptor {

    /** The configuration parameter that names the sabotage of a run. */
    static final String WHICH = "sabotage";

    private static final long PAUSE_NANOS = 1_000_000;

    static final Map<String, Sabotage> KNOWN = new ConcurrentHashMap<>();

    /** For JUnit. */
    public Saboteur() {}

    @Override
    public void interceptTestMethod(
            Invocation<Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(body, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(body, method, context);
    }

    private static void run(Invocation<Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Optional<Sabotage> wanted = context.getConfigurationParameter(WHICH).map(KNOWN::get);
        if (wanted.isEmpty()) {
            body.proceed();
            return;
        }
        Sabotage sabotage = wanted.get();
        Cluster cluster = clusterOf(method);
        sabotage.before().accept(cluster);
        var over = new AtomicBoolean();
        Thread beside = new Thread(() -> {
            while (!over.get()) {
                quietly(sabotage, cluster);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
        beside.start();
        try {
            body.proceed();
        } finally {
            over.set(true);
            beside.join();
        }
    }

    /** What fails now may succeed later, when the scenario has come further. */
    private static void quietly(Sabotage sabotage, Cluster cluster) {
        try {
            sabotage.beside().accept(cluster);
        } catch (RuntimeException ignored) {
            return;
        }
    }

    private static Cluster clusterOf(ReflectiveInvocationContext<Method> method) {
        return method.getArguments().stream()
                .flatMap(argument -> argument instanceof Cluster cluster
                        ? Optional.of(cluster).stream()
                        : Optional.ofNullable(argument instanceof Node node ? node.cluster() : null).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(method.getExecutable() + " has no cluster to sabotage"));
    }
}
