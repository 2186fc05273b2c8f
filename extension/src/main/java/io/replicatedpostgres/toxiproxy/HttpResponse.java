package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer: status, headers, body. */
record HttpResponse(int status, Map<String, String> headers, String body) {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(204, "No Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(505, "HTTP Version Not Supported"));

    static HttpResponse json(int status, JsonElement body) {
        return new HttpResponse(status, Map.of("Content-Type", "application/json"), body.toString());
    }

    static HttpResponse text(int status, String type, String body) {
        return new HttpResponse(status, Map.of("Content-Type", type), body);
    }

    static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), "");
    }

    static HttpResponse moved(String path) {
        return new HttpResponse(301, Map.of("Location", path), "");
    }

    /** A refusal in plain words. */
    static HttpResponse refusal(int status, String words) {
        return new HttpResponse(
                status, Map.of("Content-Type", PLAIN, "X-Content-Type-Options", "nosniff"), words + "\n");
    }

    /** The error object of the API, which travels as plain text. */
    static HttpResponse error(ApiException problem) {
        return refusal(problem.status(), errorObject(problem).toString());
    }

    /** The answer to bytes that are no request, with the words of Go's server; what only this server refuses is an error object. */
    static HttpResponse unreadable(ApiException problem) {
        return problem.status() == 413
                ? error(problem)
                : new HttpResponse(problem.status(), Map.of("Content-Type", PLAIN), problem.error());
    }

    /** A status with its words: {@code 400 Bad Request}. */
    static String statusLine(int status) {
        return status + " " + REASONS.getOrDefault(status, "");
    }

    static JsonObject errorObject(ApiException problem) {
        JsonObject json = new JsonObject();
        json.addProperty("error", problem.error());
        json.addProperty("status", problem.status());
        return json;
    }

    HttpResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, more, body);
    }

    ByteBuffer encode(HttpRequest.Protocol protocol) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(256)
                .append(protocol.isHttp11() ? "HTTP/1.1 " : "HTTP/1.0 ")
                .append(statusLine(status))
                .append("\r\n");
        headers.forEach((name, value) -> line(head, name, value));
        line(head, "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (status != 204) {
            line(head, "Content-Length", String.valueOf(content.length));
        }
        if (!protocol.keepAlive()) {
            line(head, "Connection", "close");
        } else if (!protocol.isHttp11()) {
            line(head, "Connection", "keep-alive");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        int length = protocol.wantsBody() ? content.length : 0;
        return ByteBuffer.allocate(start.length + length)
                .put(start)
                .put(content, 0, length)
                .flip();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
