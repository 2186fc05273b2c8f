package io.replicatedpostgres.journal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a journal, out and in: {@code {"at":…,"wall":…,"type":…,"event":{…}}}. */
final class Lines {

    private static final Map<String, Class<? extends Event>> TYPES = types();

    private final Gson gson;

    Lines(Gson gson) {
        this.gson = gson;
    }

    String header(Header header) {
        return gson.toJson(header);
    }

    Header header(String line) {
        Header header = gson.fromJson(line, Header.class);
        if (header == null || !header.format().equals(Header.FORMAT)) {
            throw new JsonParseException("the first line is not the header of a journal");
        }
        return header;
    }

    String entry(Entry entry) throws IOException {
        var text = new StringWriter(256);
        try (var json = new JsonWriter(text)) {
            json.beginObject();
            json.name("at").value(entry.atNanos());
            json.name("wall").value(entry.wall().toString());
            json.name("type").value(entry.event().getClass().getSimpleName());
            json.name("event");
            gson.toJson(entry.event(), entry.event().getClass(), json);
            json.endObject();
        }
        return text.toString();
    }

    Entry entry(String line) throws IOException {
        try (var json = new JsonReader(new StringReader(line))) {
            return new Parts(json).read();
        }
    }

    private static Map<String, Class<? extends Event>> types() {
        var types = new HashMap<String, Class<? extends Event>>();
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            types.put(type.getSimpleName(), type.asSubclass(Event.class));
        }
        return types;
    }

    private final class Parts {

        private final JsonReader json;
        private long atNanos;
        private @Nullable Instant wall;
        private @Nullable Class<? extends Event> type;
        private @Nullable Event event;

        Parts(JsonReader json) {
            this.json = json;
        }

        Entry read() throws IOException {
            json.beginObject();
            while (json.hasNext()) {
                part(json.nextName());
            }
            json.endObject();
            if (wall == null || event == null) {
                throw new JsonParseException("not an entry: wanted 'at', 'wall', 'type' and 'event'");
            }
            return new Entry(atNanos, wall, event);
        }

        private void part(String name) throws IOException {
            switch (name) {
                case "at" -> atNanos = json.nextLong();
                case "wall" -> wall = Instant.parse(json.nextString());
                case "type" -> type = type(json.nextString());
                case "event" -> event = event();
                default -> json.skipValue();
            }
        }

        private Class<? extends Event> type(String name) {
            Class<? extends Event> known = TYPES.get(name);
            if (known == null) {
                throw new JsonParseException(
                        "there is no event type '%s' in version %s of the format".formatted(name, Header.VERSION));
            }
            return known;
        }

        private @Nullable Event event() {
            if (type == null) {
                throw new JsonParseException("'event' before its 'type'");
            }
            return gson.fromJson(json, type);
        }
    }
}
