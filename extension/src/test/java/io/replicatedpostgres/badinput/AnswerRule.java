package io.replicatedpostgres.badinput;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What an answer to bad input has to be: an error of ours that names the value, the rule and the way out. */
final class AnswerRule {

    private static final int LENGTH_MAX = 1500;
    private static final Pattern HASH = Pattern.compile("\\$\\$Lambda|\\$Proxy|[\\w$\\]]@[0-9a-f]{5,8}\\b");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t\\r]]");

    /** An instruction begins a sentence or follows what is there to choose from. */
    private static final Pattern WAY_OUT = Pattern.compile(
            "(?:[.:;!?)]|^)\\s+(?:to [^:]+: )?(?:Write|Name|Give|Ask|Use|Leave|Choose|Call|Start|Set|Add|Take|Keep|Make|Rename|Put|Install|Free"
                    + "|Create|Correct|Check|Let|Stop|Inject|Rewind|Rebuild|Wait|Guard|Drop|Run|Its nodes are|Take these)\\b"
                    + "|[Ww]anted|for example|[Ii]ts nodes are|nodes of this cluster are|Beside it are|; it has |It has|write ");

    /** Nothing was done with the value: the node is not in the state for it, or this version or machine has no such thing. */
    private static final Pattern STATE = Pattern.compile(
            "while it runs\\. Stop it first|it is there since PostgreSQL \\d|lies on no volume of its own|cannot be started: it runs"
                    + "|cannot be had here, because ");

    private AnswerRule() {}

    /** What is wrong with an answer; nothing if it is as it should be. */
    static List<String> complaints(Hostile given, Throwable answer) {
        String message = String.valueOf(answer.getMessage());
        if (message.contains(Lambdas.THROWN)) {
            return List.of();
        }
        var complaints = new ArrayList<String>();
        if (!isOurs(answer)) {
            complaints.add("it is a " + answer.getClass().getName());
        }
        if (message.length() > LENGTH_MAX) {
            complaints.add("it has %s characters".formatted(message.length()));
        }
        if (HASH.matcher(message).find()) {
            complaints.add("it shows a hash");
        }
        if (CONTROL.matcher(message).find()) {
            complaints.add("it has control characters");
        }
        // what the server says of the test's own SQL is passed on with its SQLSTATE
        boolean ofServer = answer instanceof SqlException && message.contains("[");
        boolean ofWait = answer instanceof DeadlineException;
        if (!ofServer
                && !ofWait
                && !STATE.matcher(message).find()
                && given.words().stream().noneMatch(message::contains)) {
            complaints.add("it does not name the value");
        }
        boolean saysMore = answer instanceof AssertionError
                || answer instanceof DeadlineException
                || answer instanceof SqlException;
        if (!saysMore && !WAY_OUT.matcher(message).find()) {
            complaints.add("it names no way out");
        }
        return complaints;
    }

    private static boolean isOurs(Throwable answer) {
        return answer instanceof ReplicatedPostgresException
                || answer instanceof ExtensionConfigurationException
                || answer.getClass() == IllegalArgumentException.class
                || answer.getClass() == AssertionError.class;
    }
}
