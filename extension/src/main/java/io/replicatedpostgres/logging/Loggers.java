package io.replicatedpostgres.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loggers of this library and of Testcontainers, by SLF4J. In a project with no provider of SLF4J, nothing of theirs is shown,
 * and SLF4J does not warn of that: the project has not asked for logs, it only uses a library that could write some.
 */
public final class Loggers {

    /** What SLF4J, from 2.0.10 on, reads once, when it first has something to say. */
    static final String VERBOSITY = "slf4j.internal.verbosity";

    private static final String SERVICES = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    static {
        if (isSilent()) {
            System.setProperty(VERBOSITY, "ERROR");
            LoggerFactory.getILoggerFactory();
            System.clearProperty(VERBOSITY);
        }
    }

    private Loggers() {}

    /** The logger of that name. */
    public static Logger named(String name) {
        return LoggerFactory.getLogger(name);
    }

    /** The logger of a class. */
    public static Logger of(Class<?> owner) {
        return LoggerFactory.getLogger(owner);
    }

    /** Makes SLF4J ready: to be called before a class of Testcontainers is used. */
    public static void prepare() {
        // the static part has done it
    }

    /** Nothing is set and nothing is there: several providers, or a wrong one, are the user's to hear of. */
    private static boolean isSilent() {
        ClassLoader loader = LoggerFactory.class.getClassLoader();
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return System.getProperty(VERBOSITY) == null
                && System.getProperty("slf4j.provider") == null
                && (loader == null || loader.getResource(SERVICES) == null)
                && (ofThread == null || ofThread.getResource(SERVICES) == null);
    }
}
