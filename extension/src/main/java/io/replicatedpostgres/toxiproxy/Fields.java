package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object as Toxiproxy reads them: keys in any case, null as absent, unknown ones ignored, no type converted. */
final class Fields {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

    private final JsonObject object;

    private Fields(JsonObject object) {
        this.object = object;
    }

    static Fields of(JsonElement json, String what) throws ApiException {
        if (json.isJsonNull()) {
            return new Fields(new JsonObject());
        }
        if (!json.isJsonObject()) {
            throw ApiException.badBody(what + " must be an object, was " + kind(json));
        }
        return new Fields(json.getAsJsonObject());
    }

    String text(String key, String otherwise) throws ApiException {
        JsonPrimitive value = find(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isString()) {
            throw mistyped(key, "a string", value);
        }
        return withoutHalves(value.getAsString());
    }

    /** As Go's decoder does: half a surrogate pair is no character, and no request could ever address a name that has one. */
    private static String withoutHalves(String text) {
        return text.codePoints()
                .map(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE ? 0xFFFD : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    boolean flag(String key, boolean otherwise) throws ApiException {
        JsonPrimitive value = find(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw mistyped(key, "a boolean", value);
        }
        return value.getAsBoolean();
    }

    long integer(String key, long otherwise) throws ApiException {
        JsonPrimitive value = find(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber() || !INTEGER.matcher(value.getAsString()).matches()) {
            throw mistyped(key, "an integer", value);
        }
        try {
            return Long.parseLong(value.getAsString());
        } catch (NumberFormatException e) {
            throw mistyped(key, "an integer of 64 bits", value);
        }
    }

    float fraction(String key, float otherwise) throws ApiException {
        JsonPrimitive value = find(key);
        if (value == null) {
            return otherwise;
        }
        float number = value.isNumber() ? Float.parseFloat(value.getAsString()) : Float.NaN;
        if (!Float.isFinite(number)) {
            throw mistyped(key, "a number", value);
        }
        return number;
    }

    Fields object(String key) throws ApiException {
        JsonElement value = last(key);
        return value == null ? new Fields(new JsonObject()) : of(value, key);
    }

    private @Nullable JsonPrimitive find(String key) throws ApiException {
        JsonElement value = last(key);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive()) {
            throw ApiException.badBody(key + " must not be " + kind(value));
        }
        return value.getAsJsonPrimitive();
    }

    private @Nullable JsonElement last(String key) {
        JsonElement found = null;
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(key)) {
                found = entry.getValue();
            }
        }
        return found;
    }

    private static ApiException mistyped(String key, String wanted, JsonPrimitive value) {
        String text = value.getAsString();
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return ApiException.badBody(key + " must be " + wanted + ", was " + kind(value) + " " + shown);
    }

    private static String kind(JsonElement json) {
        if (json.isJsonArray()) {
            return "an array";
        }
        if (json.isJsonObject()) {
            return "an object";
        }
        JsonPrimitive value = json.getAsJsonPrimitive();
        return value.isString() ? "string" : value.isBoolean() ? "boolean" : "number";
    }
}
