package io.replicatedpostgres.scenarios.console;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors name methods of Java as the way out; who types is told what to type. */
final class Words {

    /** What is typed for a method; {@code $} is the node that it is called on, if the argument is none. */
    private static final Map<String, String> TYPED = Map.of(
            "stop", "stop $",
            "kill", "kill $",
            "start", "start $",
            "restart", "stop $' and 'start $",
            "pause", "pause $",
            "resume", "resume $",
            "rewindTo", "rewind $",
            "rebuildFrom", "rebuild $",
            "failover", "failover");

    private static final Pattern CALL =
            Pattern.compile("\\b(" + String.join("|", TYPED.keySet()) + ")(\\(([^()]*)\\)|(?<=To|From)\\b)");

    private Words() {}

    /** The message with what can be typed in place of calls. */
    static String typed(String message, List<String> typed) {
        String node = typed.isEmpty() ? "NODE" : typed.get(0);
        Matcher call = CALL.matcher(message);
        return call.replaceAll(found -> {
            String argument = found.group(3) == null ? "" : found.group(3);
            boolean isNode = argument.matches("[a-z][a-z0-9_-]*");
            String command = Objects.requireNonNull(TYPED.get(found.group(1))).replace("$", node)
                    + (isNode ? " " + argument : "");
            return Matcher.quoteReplacement("'" + command + "'");
        });
    }
}
