package io.replicatedpostgres.provision.container;

import java.util.List;
import java.util.stream.Collectors;

/** Words as a POSIX shell has to be given them. */
final class Quoted {

    private Quoted() {}

    /** One word: in single quotes nothing means anything but the quote itself. */
    static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Words with a blank between them. */
    static String words(List<String> texts) {
        return texts.stream().map(Quoted::word).collect(Collectors.joining(" "));
    }
}
