package io.replicatedpostgres.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** How the values of the model look in a journal: records as objects, everything that has a text form as that text. */
final class Json {

    private Json() {}

    static Gson reading() {
        return gson(UnaryOperator.identity());
    }

    /** Writes every text, keys of maps included, only after the given change. */
    static Gson writing(UnaryOperator<String> change) {
        return gson(change);
    }

    private static Gson gson(UnaryOperator<String> change) {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .enableComplexMapKeySerialization()
                .registerTypeAdapterFactory(new RequiredComponents())
                .registerTypeAdapter(String.class, text(change, change))
                .registerTypeAdapter(Lsn.class, text(Lsn::parse, Lsn::toString))
                .registerTypeAdapter(NodeRef.class, text(NodeRef::new, NodeRef::name))
                .registerTypeAdapter(PostgresVersion.class, text(PostgresVersion::parse, PostgresVersion::toString))
                .registerTypeAdapter(RowRanges.class, text(RowRanges::parse, RowRanges::toString))
                .registerTypeAdapter(Operation.class, text(Operation::parse, Operation::toString))
                .registerTypeAdapter(Transaction.class, text(Transaction::parse, Transaction::toString))
                .registerTypeAdapter(Timeline.class, text(Json::timeline, Timeline::toString))
                .registerTypeAdapter(Duration.class, text(Duration::parse, Duration::toString))
                .registerTypeAdapter(Instant.class, text(Instant::parse, Instant::toString))
                .create();
    }

    private static Timeline timeline(String text) {
        return new Timeline(Integer.parseInt(text));
    }

    private static <T> TypeAdapter<T> text(Function<String, T> from, Function<T, String> to) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(to.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                return from.apply(in.nextString());
            }
        }.nullSafe();
    }
}
