package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Adds, changes and removes harmless toxics in an order that its seed decides. */
final class Churn {
    private static final List<String> HARMLESS = List.of(
            "'type':'latency','attributes':{'latency':2,'jitter':1}",
            "'type':'latency','attributes':{'latency':0}",
            "'type':'bandwidth','attributes':{'rate':100000}",
            "'type':'bandwidth','attributes':{'rate':0}",
            "'type':'slicer','attributes':{'average_size':700,'size_variation':300,'delay':1}",
            "'type':'slow_close','attributes':{'delay':1}",
            "'type':'limit_data','attributes':{'bytes':9000000000000}",
            "'type':'reset_peer','attributes':{'timeout':600000}",
            "'type':'noop'");

    private final ApiClient api;
    private final Random random;
    private final List<String> present = new ArrayList<>();
    private int added;

    Churn(ApiClient api, long seed) {
        this.api = api;
        this.random = new Random(seed);
    }

    int added() {
        return added;
    }

    void step() {
        int dice = random.nextInt(10);
        if (present.size() < 5 && dice < 5) {
            add();
        } else if (!present.isEmpty() && dice < 7) {
            change();
        } else if (!present.isEmpty()) {
            remove();
        }
    }

    void removeAll() {
        while (!present.isEmpty()) {
            remove();
        }
    }

    private void add() {
        String name = "t" + added++;
        String body = "{'name':'%s','stream':'%s','toxicity':%s,%s}"
                .formatted(
                        name,
                        random.nextBoolean() ? "upstream" : "downstream",
                        random.nextInt(3) == 0 ? "0.5" : "1",
                        HARMLESS.get(random.nextInt(HARMLESS.size())))
                .replace('\'', '"');
        assertThat(api.post("/proxies/p/toxics", body).status()).isEqualTo(200);
        present.add(name);
    }

    private void change() {
        String name = present.get(random.nextInt(present.size()));
        String body = "{\"toxicity\":" + (random.nextBoolean() ? "1" : "0.3") + "}";
        assertThat(api.patch("/proxies/p/toxics/" + name, body).status()).isEqualTo(200);
    }

    private void remove() {
        String name = present.remove(random.nextInt(present.size()));
        assertThat(api.delete("/proxies/p/toxics/" + name).status()).isEqualTo(204);
    }
}
