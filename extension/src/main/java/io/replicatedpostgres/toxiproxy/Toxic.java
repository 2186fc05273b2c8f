package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonObject;
import java.util.Map;

/** One toxic of a proxy, as asked for. A changed toxic is a new value with the same id and the next revision. */
record Toxic(
        long id,
        int revision,
        String name,
        ToxicType type,
        String stream,
        float toxicity,
        Map<String, Long> attributes) {

    Direction direction() {
        return Direction.named(stream).orElseThrow();
    }

    long attribute(String key) {
        return attributes.getOrDefault(key, 0L);
    }

    Toxic changed(float newToxicity, Map<String, Long> newAttributes) {
        return new Toxic(id, revision + 1, name, type, stream, newToxicity, newAttributes);
    }

    JsonObject toJson() {
        JsonObject values = new JsonObject();
        type.attributes().forEach(key -> values.addProperty(key, attribute(key)));
        JsonObject json = new JsonObject();
        json.add("attributes", values);
        json.addProperty("name", name);
        json.addProperty("type", type.label());
        json.addProperty("stream", stream);
        json.addProperty("toxicity", plain(toxicity));
        return json;
    }

    private static Number plain(float number) {
        long whole = (long) number;
        if (whole == number && whole != Long.MAX_VALUE) {
            return whole;
        }
        return number;
    }
}
