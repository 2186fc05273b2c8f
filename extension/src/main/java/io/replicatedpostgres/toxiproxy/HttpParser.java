package io.replicatedpostgres.toxiproxy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one request from bytes as they come, in whatever portions; bounded in head and body. Refuses as Go's server does. */
final class HttpParser {
    /** Go: {@code DefaultMaxHeaderBytes}, and 4096 bytes of leeway; request line and headers together. */
    static final int LONGEST_HEAD = 1024 * 1024 + 4096;

    private static final int LONGEST_BODY = 1024 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    private static final Pattern HOST = Pattern.compile("[-!$%&'()*+,.:;=\\[\\]_~0-9A-Za-z]*");

    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final StringBuilder line = new StringBuilder();
    private State state = State.REQUEST_LINE;
    private @Nullable RequestLine requestLine;
    private @Nullable String lastHeader;
    private int headLength;
    private long bodyLeft;

    /** Takes bytes up to the request's end; returns the request once it is whole. */
    @Nullable
    HttpRequest feed(ByteBuffer bytes) throws ApiException {
        while (state != State.DONE && bytes.hasRemaining()) {
            if (state == State.FIXED_BODY || state == State.CHUNK) {
                takeBody(bytes);
            } else if (lineIsWhole(bytes.get())) {
                String whole = line.toString();
                line.setLength(0);
                takeLine(whole);
            }
        }
        return state == State.DONE ? request() : null;
    }

    boolean hasBegun() {
        return headLength > 0;
    }

    /** Whether the client waits for a word before it sends the body. */
    boolean awaitsContinue() {
        return (state == State.FIXED_BODY || state == State.CHUNK_SIZE)
                && body.size() == 0
                && headers.remove("expect") != null
                && Objects.requireNonNull(requestLine).isHttp11();
    }

    private HttpRequest request() {
        RequestLine first = Objects.requireNonNull(requestLine);
        return new HttpRequest(
                first.method(), first.path(), first.protocol(headers), headers, body.toString(StandardCharsets.UTF_8));
    }

    private boolean lineIsWhole(byte next) throws ApiException {
        if (++headLength > LONGEST_HEAD) {
            throw refused(431);
        }
        if (next == '\n') {
            int last = line.length() - 1;
            if (last >= 0 && line.charAt(last) == '\r') {
                line.setLength(last);
            }
            return true;
        }
        line.append((char) (next & 0xFF));
        return false;
    }

    private void takeLine(String text) throws ApiException {
        switch (state) {
            case REQUEST_LINE -> takeRequestLine(text);
            case HEADERS -> takeHeader(text);
            case CHUNK_SIZE -> takeChunkSize(text);
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> state = text.isEmpty() ? State.DONE : State.TRAILERS;
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void takeRequestLine(String text) throws ApiException {
        if (!text.isEmpty()) {
            requestLine = RequestLine.parse(text);
            state = State.HEADERS;
        }
    }

    private void takeHeader(String text) throws ApiException {
        if (text.isEmpty()) {
            state = bodyKind();
            return;
        }
        if (lastHeader != null && (text.charAt(0) == ' ' || text.charAt(0) == '\t')) {
            headers.merge(lastHeader, text.strip(), (before, more) -> before + " " + more);
            return;
        }
        int colon = text.indexOf(':');
        if (colon <= 0 || text.charAt(0) == ' ' || text.charAt(colon - 1) == ' ') {
            throw refused(400);
        }
        String name = text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            throw refused(400, "invalid header name");
        }
        String value = text.substring(colon + 1).strip();
        String before = headers.put(name, value);
        if (before != null && (name.equals("host") || (name.equals("content-length") && !before.equals(value)))) {
            throw refused(400);
        }
        lastHeader = name;
    }

    private State bodyKind() throws ApiException {
        String encoding = headers.get("transfer-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("chunked")) {
            throw new ApiException(501, "Unsupported transfer encoding");
        }
        Objects.requireNonNull(requestLine).requireHost(headers.get("host"));
        String expected = headers.get("expect");
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw new ApiException(417, "");
        }
        if (encoding != null) {
            return State.CHUNK_SIZE;
        }
        bodyLeft = length(headers.getOrDefault("content-length", "0"), 10);
        return bodyLeft == 0 ? State.DONE : State.FIXED_BODY;
    }

    private void takeChunkSize(String text) throws ApiException {
        headLength = 1;
        bodyLeft = length(text.split(";", 2)[0].strip(), 16);
        state = bodyLeft == 0 ? State.TRAILERS : State.CHUNK;
    }

    private long length(String text, int radix) throws ApiException {
        if (!text.matches(radix == 10 ? "[0-9]{1,18}" : "[0-9a-fA-F]{1,15}")) {
            throw refused(400);
        }
        long length = Long.parseLong(text, radix);
        if (body.size() + length > LONGEST_BODY) {
            throw new ApiException(413, "request body larger than " + LONGEST_BODY + " bytes");
        }
        return length;
    }

    private void takeBody(ByteBuffer bytes) {
        byte[] part = new byte[(int) Math.min(bodyLeft, bytes.remaining())];
        bytes.get(part);
        body.writeBytes(part);
        bodyLeft -= part.length;
        if (bodyLeft == 0) {
            state = state == State.CHUNK ? State.CHUNK_END : State.DONE;
        }
    }

    private static ApiException refused(int status) {
        return new ApiException(status, HttpResponse.statusLine(status));
    }

    private static ApiException refused(int status, String why) {
        return new ApiException(status, HttpResponse.statusLine(status) + ": " + why);
    }

    private enum State {
        REQUEST_LINE,
        HEADERS,
        FIXED_BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    /** Method, path and version. */
    private record RequestLine(String method, String path, boolean isHttp11) {

        static RequestLine parse(String text) throws ApiException {
            String[] parts = text.split(" ", -1);
            if (parts.length != 3 || !TOKEN.matcher(parts[0]).matches() || !parts[2].matches("HTTP/[0-9]\\.[0-9]")) {
                throw refused(400);
            }
            if (!parts[2].startsWith("HTTP/1.")) {
                throw refused(505, "unsupported protocol version");
            }
            return new RequestLine(parts[0], path(parts[1]), !parts[2].equals("HTTP/1.0"));
        }

        void requireHost(@Nullable String host) throws ApiException {
            if (host == null && isHttp11 && !method.equals("CONNECT")) {
                throw refused(400, "missing required Host header");
            }
            if (host != null && !HOST.matcher(host).matches()) {
                throw refused(400, "malformed Host header");
            }
        }

        HttpRequest.Protocol protocol(Map<String, String> headers) {
            String wish = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
            boolean keepAlive = isHttp11 ? !wish.contains("close") : wish.contains("keep-alive");
            return new HttpRequest.Protocol(isHttp11, keepAlive, !method.equals("HEAD"));
        }

        private static String path(String target) throws ApiException {
            int start = target.startsWith("http://") ? target.indexOf('/', "http://".length()) : 0;
            String path = start < 0 ? "/" : target.substring(start).split("[?#]", 2)[0];
            if (!path.startsWith("/") && !path.equals("*")) {
                throw refused(400);
            }
            return new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }
}
