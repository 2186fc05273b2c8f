package io.replicatedpostgres.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The build tool's process that started a JVM with tests. Maven ends with its build, so all forks of Surefire and Failsafe
 * that one Maven process started are of one run. A daemon, Gradle's or that of {@code mvnd}, builds again and again.
 *
 * @param process the build tool's process
 * @param daemon whether it outlives the build
 */
public record Build(ProcessId process, boolean daemon) {

    private static final String DAEMON = "daemon ";
    private static final int GENERATIONS_MAX = 16;

    /** Reads what {@link #toString()} wrote; empty if it is something else, or nothing. */
    public static Optional<Build> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        boolean daemon = text.startsWith(DAEMON);
        return ProcessId.parse(daemon ? text.substring(DAEMON.length()) : text)
                .map(process -> new Build(process, daemon));
    }

    /** That of this JVM; empty if no build tool that is known started it, as in an IDE. */
    static Optional<Build> ofThisProcess() {
        return Own.BUILD;
    }

    /** Whether what the two started is surely one run: they are the same process, and it ends with its build. */
    public boolean isOneRunWith(Build other) {
        return !daemon && !other.daemon && process.isSameAs(other.process);
    }

    /** {@code 4711@1772360100000} or {@code daemon 4711@1772360100000}. */
    @Override
    public String toString() {
        return (daemon ? DAEMON : "") + process;
    }

    /** Found once, early: a JVM whose parent ends gets another parent. */
    private static final class Own {

        static final Optional<Build> BUILD = found();

        private static Optional<Build> found() {
            String command = System.getProperty("sun.java.command", "");
            if (command.startsWith("org.codehaus.plexus.classworlds.launcher.Launcher")) {
                // tests within Maven itself: forkCount=0
                return Optional.of(new Build(ProcessId.of(ProcessHandle.current()), false));
            }
            boolean surefire =
                    command.contains("surefirebooter") || command.contains("org.apache.maven.surefire.booter");
            boolean gradle = System.getProperty("org.gradle.test.worker") != null;
            return surefire || gradle
                    ? nearestJvmAbove(ProcessHandle.current()).map(above -> of(above, gradle))
                    : Optional.empty();
        }

        private static Build of(ProcessHandle jvm, boolean gradle) {
            boolean daemon = gradle
                    || jvm.info()
                            .commandLine()
                            .filter(line -> line.contains("mvnd"))
                            .isPresent();
            return new Build(ProcessId.of(jvm), daemon);
        }

        /** Between the two may be a shell. */
        private static Optional<ProcessHandle> nearestJvmAbove(ProcessHandle process) {
            Optional<ProcessHandle> above = process.parent();
            for (int i = 0; i < GENERATIONS_MAX && above.isPresent(); i++) {
                String program = above.get().info().command().orElse("");
                if (program.endsWith("/java") || program.endsWith("java.exe")) {
                    return above;
                }
                above = above.get().parent();
            }
            return Optional.empty();
        }
    }
}
