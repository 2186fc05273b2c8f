package io.replicatedpostgres.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command with its arguments. No shell reads it, and no secret belongs in its words: everybody on a machine can see
 * them.
 *
 * @param words the program and its arguments
 * @param environment what is added to the host's own environment
 */
public record Command(List<String> words, Map<String, String> environment) {

    /** Copies both. */
    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** A command without an environment of its own. */
    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    /** The same with further arguments. */
    public Command with(String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, environment);
    }

    /** The same with a variable in its environment. */
    public Command withEnvironment(String name, String value) {
        var all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return new Command(words, all);
    }

    /** The name of the program, without its directory. */
    public String program() {
        String path = words.get(0);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
