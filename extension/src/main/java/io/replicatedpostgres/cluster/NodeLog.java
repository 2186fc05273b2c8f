package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.LogMark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server log of one node, over all its starts. A mark keeps an old line from answering a new question. */
public final class NodeLog {

    private final Member member;

    NodeLog(Member member) {
        this.member = member;
    }

    static String pathsOf(List<Node> nodes) {
        return nodes.stream().map(node -> node.log().path()).collect(Collectors.joining(", "));
    }

    /** Where the log ends now. */
    public LogMark mark() {
        return member.server().log().mark();
    }

    /** All lines since a mark. */
    public List<String> since(LogMark mark) {
        Given.value("mark", mark);
        return member.server().log().since(mark);
    }

    /** All lines. */
    public List<String> lines() {
        return since(LogMark.BEGINNING);
    }

    /** Waits for a line that contains a text, written after the mark, and returns it. */
    public String await(String text, LogMark mark) {
        Given.value("text", text);
        Given.value("mark", mark);
        return Await.orFail("%s did not log '%s'".formatted(member.ref(), text), member.deadline())
                .lookAt(() -> member.server().log().tail(mark))
                .until("such a line", () -> member.server().log().find(text, mark), Optional::isPresent)
                .orElseThrow();
    }

    /** The path of the file on the node's host. */
    public String path() {
        return member.server().log().path();
    }
}
