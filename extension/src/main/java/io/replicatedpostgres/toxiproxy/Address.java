package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** A host and a port, as text has them: {@code host:port}, {@code [::1]:port}, or {@code :port} for no particular host. */
record Address(String host, int port) {
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
    private static final int LAST_PORT = 65535;

    /** Reads an address; the messages of its errors are those that clients of Toxiproxy know. */
    static Address parse(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new IOException("address " + text + ": missing port in address");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw new IOException("address " + text + ": too many colons in address");
        }
        return new Address(host, port(text.substring(colon + 1)));
    }

    /** Whether no name service is needed. */
    boolean isLiteral() {
        return host.isEmpty() || host.contains(":") || IPV4.matcher(host).matches();
    }

    /** The addresses of the host, an empty one being this machine's loopback; may ask a name service. */
    List<InetAddress> resolve() throws IOException {
        try {
            return host.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new IOException("lookup " + host + ": no such host", e);
        }
    }

    private static int port(String text) throws IOException {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IOException("lookup tcp/" + text + ": unknown port");
        }
        int port = Integer.parseInt(text);
        if (port > LAST_PORT) {
            throw new IOException("address " + text + ": invalid port");
        }
        return port;
    }
}
