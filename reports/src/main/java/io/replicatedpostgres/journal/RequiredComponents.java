package io.replicatedpostgres.journal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses a record that comes out of JSON without a component that is not {@link Nullable}. */
final class RequiredComponents implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (!type.getRawType().isRecord()) {
            return null;
        }
        return new Checked<>(gson.getDelegateAdapter(this, type), required(type.getRawType()));
    }

    private static List<RecordComponent> required(Class<?> record) {
        return Stream.of(record.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .toList();
    }

    private static final class Checked<T> extends TypeAdapter<T> {

        private final TypeAdapter<T> adapter;
        private final List<RecordComponent> required;

        Checked(TypeAdapter<T> adapter, List<RecordComponent> required) {
            this.adapter = adapter;
            this.required = required;
        }

        @Override
        public void write(JsonWriter out, T value) throws IOException {
            adapter.write(out, value);
        }

        @Override
        public T read(JsonReader in) throws IOException {
            T value = adapter.read(in);
            if (value == null) {
                return value;
            }
            for (RecordComponent component : required) {
                check(value, component);
            }
            return value;
        }

        private static void check(Object value, RecordComponent component) {
            try {
                if (component.getAccessor().invoke(value) == null) {
                    throw new JsonParseException(
                            "%s without a valid '%s'".formatted(value.getClass().getSimpleName(), component.getName()));
                }
            } catch (ReflectiveOperationException e) {
                throw new JsonParseException(e);
            }
        }
    }
}
