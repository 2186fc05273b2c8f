package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Speaks HTTP to the server under test with nothing in between, so that every byte of an answer can be looked at. */
final class ApiClient {
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;

    ApiClient(int port) {
        this.port = port;
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    Answer post(String path, String body) {
        return call("POST", path, body);
    }

    Answer patch(String path, String body) {
        return call("PATCH", path, body);
    }

    Answer delete(String path) {
        return call("DELETE", path, "");
    }

    Answer call(String method, String path, String body) {
        return call(method, path, "User-Agent: tests\r\n", body);
    }

    Answer call(String method, String path, String headers, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return Answer.parse(raw(method + " " + path + " HTTP/1.1\r\nHost: tests\r\nConnection: close\r\n" + headers
                + "Content-Length: " + length + "\r\n\r\n" + body));
    }

    /** Sends these bytes and returns all that comes until the server closes. */
    String raw(String request) {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(
                    "no answer to " + request.lines().findFirst().orElse(""), e);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Status, headers by lower-case name, body. */
    record Answer(int status, Map<String, String> headers, String body) {

        static Answer parse(String text) {
            String[] parts = text.split("\r\n\r\n", 2);
            Map<String, String> headers = new HashMap<>();
            parts[0].lines().skip(1).forEach(line -> {
                String[] header = line.split(": ", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
            });
            return new Answer(Integer.parseInt(parts[0].substring(9, 12)), headers, parts[1]);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        JsonArray array() {
            return JsonParser.parseString(body).getAsJsonArray();
        }

        String error() {
            return json().get("error").getAsString();
        }
    }
}
