package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;

/** Reads the first JSON value of a body; what follows it is ignored. */
final class Json {
    private Json() {}

    static JsonElement parse(String text) throws ApiException {
        if (text.isBlank()) {
            throw ApiException.badBody("EOF");
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            return JsonParser.parseReader(reader);
        } catch (JsonParseException | StackOverflowError e) {
            throw ApiException.badBody(reason(e));
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("malformed JSON");
        return message.startsWith("End of input") ? "unexpected EOF" : message;
    }
}
