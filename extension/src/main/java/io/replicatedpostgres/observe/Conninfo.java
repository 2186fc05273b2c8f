package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a connection string leads. */
final class Conninfo {

    private static final Pattern HOST = Pattern.compile("(?:^|\\s)host\\s*=\\s*'?([^\\s',]+)");
    private static final Pattern PORT = Pattern.compile("(?:^|\\s)port\\s*=\\s*'?(\\d{1,5})(?!\\d)");

    private Conninfo() {}

    /** Host and port, where it names both. */
    static Optional<Endpoint> endpoint(String conninfo) {
        Matcher host = HOST.matcher(conninfo);
        Matcher port = PORT.matcher(conninfo);
        if (!host.find() || !port.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port.group(1));
        return number < 1 || number > 65535 ? Optional.empty() : Optional.of(new Endpoint(host.group(1), number));
    }
}
