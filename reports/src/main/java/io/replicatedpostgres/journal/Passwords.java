package io.replicatedpostgres.journal;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides everything that looks like a password: a test's own role or subscription has one that was never told
 * {@link Secrets} of. Connection strings, URLs, SQL, environment variables, and the verifiers that PostgreSQL stores.
 */
public final class Passwords {

    // every repetition has a bound: the texts may be hostile, and a matcher must neither crawl nor overflow its stack
    private static final String QUOTED = "'(?:[^'\\\\]++|\\\\.|''){0,500}+'?|\"(?:[^\"\\\\]++|\\\\.){0,500}+\"?";

    private static final List<Pattern> LOOKS = List.of(
            // password=…, PGPASSWORD: …, "password": "…"; not the name of how passwords are stored
            Pattern.compile(
                    "(?i)((?:password|passwd|passphrase|secret)(?!_encryption)\\w{0,40}[\"']?\\s{0,9}[=:]\\s{0,9})(?:"
                            + QUOTED + "|[^\\s,;&'\")}\\]]++)"),
            Pattern.compile(
                    "(?i)(\\bpassword\\s{1,9}(?:U&|E)?)(?:'(?:[^'\\\\]++|\\\\.|''){0,500}+'?|\\$(\\w{0,40})\\$.{0,500}?\\$\\2\\$)"),
            Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]{1,20}://[^\\s:/@]{0,200}:)[^\\s@/]{1,500}(?=@)"),
            Pattern.compile("(SCRAM-SHA-256\\$)[\\w+/=:$]++"),
            Pattern.compile("(\\bmd5)[0-9a-f]{32}\\b"));

    private static final Pattern HINT = Pattern.compile("(?i)passw|passp|secret|://|SCRAM-SHA-256\\$|\\bmd5[0-9a-f]");

    private static final Pattern NAME =
            Pattern.compile("(?i)passw(?!ord_encryption)|passphrase|secret|credential|token|api_?key");

    private Passwords() {}

    /** Whether a setting of this name may hold one: then its whole value is hidden. */
    public static boolean isInName(String setting) {
        return NAME.matcher(setting).find();
    }

    /** The text with {@link Secrets#HIDDEN} in place of what looks like a password. */
    public static String hide(String text) {
        // most of the millions of texts of a journal have none
        if (!HINT.matcher(text).find()) {
            return text;
        }
        String hidden = text;
        for (Pattern look : LOOKS) {
            hidden = look.matcher(hidden).replaceAll("$1" + Matcher.quoteReplacement(Secrets.HIDDEN));
        }
        return hidden;
    }
}
