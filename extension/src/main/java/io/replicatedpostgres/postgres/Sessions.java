package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;

/** The parameters that sessions begin with, and the reason why a session cannot begin. */
public final class Sessions {

    private static final String INVALID_VALUE = "22023";

    /** What sessions of the harness are begun with: a standby refuses everything to one whose default is serializable. */
    public static final String HARNESS_OPTIONS =
            "-c synchronous_commit=local -c default_transaction_isolation=read\\ committed"
                    + " -c default_transaction_read_only=off -c default_transaction_deferrable=off -c statement_timeout=0 -c lock_timeout=0"
                    + " -c idle_in_transaction_session_timeout=0";

    private Sessions() {}

    static Properties properties(Login login) {
        Given.text("database", login.database(), "postgres");
        var properties = new Properties();
        String seconds = String.valueOf(Math.max(1, (login.deadline().toMillis() + 999) / 1000));
        properties.setProperty("user", Credentials.SUPERUSER);
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        // fewer questions before the first statement
        properties.setProperty("assumeMinServerVersion", "11");
        properties.setProperty("preferQueryMode", "simple");
        return properties;
    }

    /** The driver asks for that of the JVM, and Java knows names that PostgreSQL does not, such as {@code AET}. */
    static void refuseTimeZone(Login login, SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (INVALID_VALUE.equals(e.getSQLState()) && message.contains("\"TimeZone\"")) {
            throw SpecException.of(
                    "the time zone of this JVM, " + TimeZone.getDefault().getID(),
                    "%s does not know it, and the driver asks for it in every session (%s)"
                            .formatted(login.server(), message),
                    "Start the JVM with -Duser.timezone=UTC, or with another name of pg_timezone_names");
        }
    }
}
