package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which standbys a commit waits for: PostgreSQL's {@code synchronous_standby_names}.
 *
 * @param method how they are chosen
 * @param count how many of them a commit waits for; 0 with {@link Method#NONE}
 * @param candidates the standbys, in order of preference for {@link Method#FIRST}; empty for every standby ({@code *})
 */
public record SynchronousStandbys(Method method, int count, List<NodeRef> candidates) {

    /** How the standbys that a commit waits for are chosen. */
    public enum Method {
        /** None: replication is asynchronous. */
        NONE,
        /** The first ones that are connected, in the order named. */
        FIRST,
        /** Whichever answer first: a quorum. */
        ANY
    }

    private static final Pattern FORM = Pattern.compile("(?i)(?:(FIRST|ANY)\\s+)?(-?\\d+)\\s*\\((.*)\\)");

    /** Copies the list. */
    public SynchronousStandbys {
        Given.value("method", method);
        Given.each("candidates", candidates);
        candidates = List.copyOf(candidates);
    }

    /** No standby: replication is asynchronous. */
    public static SynchronousStandbys none() {
        return new SynchronousStandbys(Method.NONE, 0, List.of());
    }

    /** The given number of whichever standbys there are. */
    public static SynchronousStandbys first(int count) {
        return new SynchronousStandbys(Method.FIRST, count, List.of());
    }

    /**
     * Reads PostgreSQL's syntax: {@code FIRST 1 (node-2, node-3)}, {@code ANY 1 (node-2, node-3)}, {@code node-2, node-3},
     * {@code *}; and {@code none} or nothing for no standby.
     *
     * @throws SpecException if the text is not of that form
     */
    public static SynchronousStandbys parse(String text) {
        Given.value("text", text);
        String value = text.strip();
        if (value.isEmpty() || value.equalsIgnoreCase("none")) {
            return none();
        }
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            return of(Method.FIRST, 1, value, text);
        }
        Method method = "ANY".equalsIgnoreCase(matcher.group(1)) ? Method.ANY : Method.FIRST;
        return of(method, count(matcher.group(2), text), matcher.group(3), text);
    }

    private static int count(String number, String text) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw wrong(text, number + " standbys are more than a cluster can have");
        }
    }

    private static SynchronousStandbys of(Method method, int count, String names, String text) {
        if (count < 1) {
            throw wrong(text, "the number of standbys to wait for is at least 1");
        }
        if (names.strip().equals("*")) {
            return new SynchronousStandbys(method, count, List.of());
        }
        try {
            List<NodeRef> candidates = Arrays.stream(names.split(",", -1))
                    .map(name -> new NodeRef(unquoted(name.strip())))
                    .toList();
            if (new HashSet<>(candidates).size() < candidates.size()) {
                throw wrong(text, "a standby is named twice, and answers once");
            }
            return new SynchronousStandbys(method, count, candidates);
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 2 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    private static SpecException wrong(String text, String rule) {
        return SpecException.of(
                "synchronousStandbys = \"" + text + "\"",
                rule,
                "Write FIRST 1 (node-2, node-3), ANY 1 (node-2, node-3), * or none");
    }

    /** Those of some standbys that can be among the ones a commit waits for. */
    public List<NodeRef> among(Collection<NodeRef> standbys) {
        Given.each("standbys", standbys);
        return standbys.stream()
                .filter(standby -> method != Method.NONE && (candidates.isEmpty() || candidates.contains(standby)))
                .toList();
    }

    /**
     * Refuses what would let every commit wait for ever. A standby of a standby confirms nothing to the primary, whatever its
     * name is.
     *
     * @param near the standbys that stream from the primary itself
     * @throws SpecException if a commit would wait for more of them than there are
     */
    public void requireSatisfiable(Collection<NodeRef> near, NodeRef primary) {
        Given.value("primary", primary);
        Given.each("near", near);
        List<NodeRef> able = among(near);
        if (count <= able.size()) {
            return;
        }
        List<NodeRef> others = candidates.stream()
                .filter(candidate -> !able.contains(candidate))
                .toList();
        throw SpecException.of(
                "synchronousStandbys = " + this,
                "a commit would wait for %s of %s standbys, for ever%s"
                        .formatted(
                                count,
                                able.size(),
                                others.isEmpty() ? "" : ": %s %s".formatted(others, noStandbyOf(others, primary))),
                "Ask for fewer, or for more standbys" + (others.isEmpty() ? "" : " that stream from " + primary));
    }

    private static String noStandbyOf(List<NodeRef> others, NodeRef primary) {
        return "%s not stream from %s, and only a standby that does can confirm a commit there"
                .formatted(others.size() == 1 ? "does" : "do", primary);
    }

    /** The value of the setting, each name quoted: unquoted, PostgreSQL refuses a {@code -}. */
    public String value() {
        if (method == Method.NONE) {
            return "";
        }
        String names = candidates.isEmpty()
                ? "*"
                : candidates.stream().map(node -> "\"" + node + "\"").collect(Collectors.joining(", "));
        return "%s %s (%s)".formatted(method.name().toUpperCase(Locale.ROOT), count, names);
    }

    @Override
    public String toString() {
        return method == Method.NONE ? "none" : value();
    }
}
