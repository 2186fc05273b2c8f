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
    /** Of the longest head of a request, this much is left for its method, version and headers. */
    private static final int ROOM_FOR_HEADERS = 16 * 1024;

    private Paths() {}

    /**
     * Refuses a name that no request could ever address: its path would not fit into a request's head, written with every byte
     * escaped that may have to be.
     *
     * @param what what has the name, in the error: {@code proxy}
     * @param segments the path to it
     */
    static void requireAddressable(String what, String... segments) throws ApiException {
        int longest = HttpParser.LONGEST_HEAD - ROOM_FOR_HEADERS;
        long length = 0;
        for (String segment : segments) {
            length += 1 + escapedLength(segment);
        }
        if (length > longest) {
            throw new ApiException(
                    400,
                    "the name of the %s is too long: a request for it would have a path of %s bytes, escaped, and %s fit. Shorten it"
                            .formatted(what, length, longest));
        }
    }

    private static long escapedLength(String segment) {
        long length = 0;
        for (byte each : segment.getBytes(StandardCharsets.UTF_8)) {
            length += isUnreserved(each) ? 1 : 3;
        }
        return length;
    }

    private static boolean isUnreserved(byte each) {
        return (each >= 'a' && each <= 'z')
                || (each >= 'A' && each <= 'Z')
                || (each >= '0' && each <= '9')
                || "-._~".indexOf(each) >= 0;
    }

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
