package io.replicatedpostgres.toxiproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The toxics of a proxy, in the order they were added. Written by the API's thread; what it hands out never changes. */
final class ToxicSet {
    private volatile List<Toxic> upstream = List.of();
    private volatile List<Toxic> downstream = List.of();
    private long created;

    /** Those of the upstream direction first, as they are reported. */
    List<Toxic> all() {
        List<Toxic> both = new ArrayList<>(upstream);
        both.addAll(downstream);
        return both;
    }

    /** Those of one direction: the same list as before unless one of them was added, changed or removed. */
    List<Toxic> of(Direction direction) {
        return direction == Direction.UPSTREAM ? upstream : downstream;
    }

    Optional<Toxic> named(String name) {
        return all().stream().filter(toxic -> toxic.name().equals(name)).findFirst();
    }

    Toxic get(String name) throws ApiException {
        return named(name).orElseThrow(() -> ApiException.notFound("toxic"));
    }

    Toxic add(String name, ToxicType type, String stream, float toxicity, Map<String, Long> attributes) {
        Toxic toxic = new Toxic(created++, 0, name, type, stream, toxicity, attributes);
        List<Toxic> more = new ArrayList<>(of(toxic.direction()));
        more.add(toxic);
        set(toxic.direction(), List.copyOf(more));
        return toxic;
    }

    Toxic change(Toxic toxic, float toxicity, Map<String, Long> attributes) {
        Toxic changed = toxic.changed(toxicity, attributes);
        Direction direction = toxic.direction();
        set(
                direction,
                of(direction).stream()
                        .map(each -> each.id() == toxic.id() ? changed : each)
                        .toList());
        return changed;
    }

    void remove(Toxic toxic) {
        Direction direction = toxic.direction();
        set(
                direction,
                of(direction).stream().filter(each -> each.id() != toxic.id()).toList());
    }

    void clear() {
        upstream = List.of();
        downstream = List.of();
    }

    private void set(Direction direction, List<Toxic> toxics) {
        if (direction == Direction.UPSTREAM) {
            upstream = toxics;
        } else {
            downstream = toxics;
        }
    }
}
