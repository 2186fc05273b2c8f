package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import java.util.List;
import java.util.function.Predicate;

/** A link that carries nothing and tells a diary what is done to it: {@code +} for what begins, {@code -} for what ends. */
record RecordingLink(Route route, List<String> diary, Predicate<String> fails) implements Link {

    @Override
    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", 1);
    }

    @Override
    public Healing impair(Impairment impairment) {
        String words = "%s %s %s".formatted(route, impairment.getClass().getSimpleName(), impairment.flow());
        write("+" + words);
        return () -> write("-" + words);
    }

    private void write(String entry) {
        diary.add(entry);
        if (fails.test(entry)) {
            throw new ReplicatedPostgresException("failed: " + entry);
        }
    }

    @Override
    public void serverRuns(boolean runs) {
        write("serverRuns " + runs);
    }

    @Override
    public void close() {
        write("close");
    }
}
