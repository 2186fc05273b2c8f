package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of the list of everything that happened.
 *
 * @param atNanos when
 * @param anchor the end of its anchor, unique in its attempt
 * @param kind what kind of thing; also the class of its style
 * @param number of an act, as in the picture; empty for the rest
 * @param lasted how long; empty for what has no duration
 * @param nodes whom it concerns
 * @param text what happened
 * @param detail what else there is to say
 * @param outcome how it ended, in a word; empty if there is nothing to say
 */
record Row(
        long atNanos,
        String anchor,
        String kind,
        String number,
        String lasted,
        String nodes,
        String text,
        String detail,
        String outcome) {

    String at() {
        return Times.at(atNanos);
    }

    /** The kind in a word, where the text alone does not tell. */
    String mark() {
        return switch (kind) {
            case "fault", "damage", "note" -> kind;
            case "failure" -> "assertion failed";
            case "broken" -> "guarantee broken";
            case "found" -> "detector";
            case "role", "fork" -> "now";
            default -> "";
        };
    }

    /** Whether the text is literal, from a server's log. */
    boolean isLiteral() {
        return kind.contains("log");
    }

    boolean isBad() {
        return outcome.equals("failed") || kind.equals("failure") || kind.equals("broken");
    }

    static List<Row> of(Attempt attempt) {
        var rows = new ArrayList<Row>();
        int acts = 0;
        for (Deed deed : attempt.deeds()) {
            acts += deed.kind() == Deed.Kind.ACT ? 1 : 0;
            String anchor = "d" + rows.size();
            rows.add(of(deed, anchor, deed.kind() == Deed.Kind.ACT ? Integer.toString(acts) : ""));
            if (deed.kind() != Deed.Kind.ACT && deed.toNanos() != null) {
                rows.add(endOf(deed, anchor + "e", deed.toNanos()));
            }
        }
        int moments = 0;
        for (Moment moment : attempt.moments()) {
            rows.add(of(moment, "m" + moments++));
        }
        rows.sort(Comparator.comparingLong(Row::atNanos));
        return rows;
    }

    private static Row of(Deed deed, String anchor, String number) {
        return new Row(
                deed.fromNanos(),
                anchor,
                deed.kind().name().toLowerCase(Locale.ROOT),
                number,
                deed.toNanos() == null ? "" : Times.lasting(deed.toNanos() - deed.fromNanos()),
                names(deed.nodes()),
                deed.name(),
                deed.kind() == Deed.Kind.ACT ? joined(deed.detail(), deed.message()) : deed.detail(),
                outcome(deed));
    }

    private static Row endOf(Deed deed, String anchor, long atNanos) {
        String what = deed.kind() == Deed.Kind.FAULT ? " healed" : " repaired";
        boolean failed = deed.outcome() == Outcome.FAILED;
        return new Row(
                atNanos,
                anchor,
                "healed",
                "",
                "",
                names(deed.nodes()),
                deed.name() + (failed ? " not" : "") + what,
                joined("", deed.message()),
                failed ? "failed" : "");
    }

    private static Row of(Moment moment, String anchor) {
        String kind = moment.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String node = moment.node() == null ? "" : moment.node().name();
        return new Row(moment.atNanos(), anchor, kind, "", "", node, moment.text(), "", "");
    }

    private static String outcome(Deed deed) {
        if (deed.outcome() == null) {
            return deed.kind() == Deed.Kind.ACT ? "did not end" : "until the end";
        }
        boolean failed = deed.kind() == Deed.Kind.ACT && deed.outcome() == Outcome.FAILED;
        return failed ? "failed" : deed.kind() == Deed.Kind.ACT ? "ok" : "";
    }

    private static String joined(String detail, @Nullable String message) {
        if (message == null || message.isEmpty()) {
            return detail;
        }
        return detail.isEmpty() ? message : detail + "\n" + message;
    }

    private static String names(List<NodeRef> nodes) {
        return nodes.stream().map(NodeRef::name).collect(Collectors.joining(", "));
    }
}
