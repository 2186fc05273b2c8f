package io.replicatedpostgres.toxiproxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Paths of requests: tidied, split and decoded. */
final class Paths {
    private Paths() {}

    /** Where a path with empty, {@code .} or {@code ..} segments should have led, if it has any. */
    static Optional<String> tidied(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String tidy = "/" + String.join("/", kept) + (path.endsWith("/") && !kept.isEmpty() ? "/" : "");
        return tidy.equals(path) ? Optional.empty() : Optional.of(tidy);
    }

    /** The decoded segments; a trailing slash makes an empty last one. Decoding comes second, so that a name may contain {@code %2F}. */
    static List<String> segments(String path) throws ApiException {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    private static String decode(String segment) throws ApiException {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                bytes.write(hex(raw, i + 1) * 16 + hex(raw, i + 2));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte[] raw, int index) throws ApiException {
        int digit = index < raw.length ? Character.digit(raw[index], 16) : -1;
        if (digit < 0) {
            throw new ApiException(400, "400 Bad Request");
        }
        return digit;
    }
}
