package io.replicatedpostgres.scenarios.console;

import java.util.List;

/**
 * One thing that can be typed.
 *
 * @param name the first word
 * @param usage the words that follow, as help shows them
 * @param says what it does
 * @param least how many words must follow
 * @param most how many words may follow
 * @param isText whether the last word is all the rest of the line, as it was typed
 * @param action does it
 */
record Verb(String name, String usage, String says, int least, int most, boolean isText, Action action) {

    /** Does it, with the words that follow. */
    @FunctionalInterface
    interface Action {
        void run(List<String> words);
    }

    /** The words that follow the first one. */
    List<String> rest(String line) {
        String[] words = line.strip().split("\\s+", isText ? most + 1 : 0);
        return List.of(words).subList(1, words.length);
    }

    boolean takes(int words) {
        return words >= least && words <= most;
    }

    String line() {
        return "  %-38s %s".formatted(name + " " + usage, says);
    }
}
