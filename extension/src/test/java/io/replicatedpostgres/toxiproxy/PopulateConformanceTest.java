package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulateConformanceTest {
    private final Rig rig = Rig.empty();
    private final ApiClient api = rig.api();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void makesAllProxies() {
        ApiClient.Answer answer = api.post("/populate", "[" + proxy("a", "127.0.0.1:0") + "," + proxy("b", "") + "]");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().getAsJsonArray("proxies")).hasSize(2);
        assertThat(api.get("/proxies").json().keySet()).containsExactly("a", "b");
    }

    @Test
    void ofNothingIsNull() {
        ApiClient.Answer answer = api.post("/populate", "[]");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"proxies\":null}");
    }

    @Test
    void leavesAProxyWithTheSameAddressesWhollyAlone() {
        String listen = populateOne("127.0.0.1:0");
        api.post("/proxies/a/toxics", "{\"type\":\"latency\"}");
        api.patch("/proxies/a", "{\"enabled\":false}");

        populateOne(listen);

        assertThat(api.get("/proxies/a").json().get("enabled").getAsBoolean()).isFalse();
        assertThat(api.get("/proxies/a/toxics").array()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "0.0.0.0"})
    void knowsAnAddressAgainUnderAnotherName(String host) {
        String listen = populateOne(host + ":0");
        api.post("/proxies/a/toxics", "{\"type\":\"latency\"}");

        populateOne(host + listen.substring(listen.lastIndexOf(':')));

        assertThat(api.get("/proxies/a/toxics").array()).hasSize(1);
    }

    @Test
    void replacesAProxyWithOtherAddresses() {
        populateOne("127.0.0.1:0");
        api.post("/proxies/a/toxics", "{\"type\":\"latency\"}");

        populateOne("127.0.0.1:0");

        assertThat(api.get("/proxies/a").json().get("enabled").getAsBoolean()).isTrue();
        assertThat(api.get("/proxies/a/toxics").array()).isEmpty();
    }

    @Test
    void makesNoneIfOneIsIncomplete() {
        ApiClient.Answer answer = api.post("/populate", "[" + proxy("a", "") + ",{\"upstream\":\"h:1\"}]");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"missing required field: name at proxy 2\",\"status\":400,\"proxies\":null}");
        assertThat(api.get("/proxies").body()).isEqualTo("{}");
    }

    @Test
    void keepsWhatWasMadeBeforeAnError() {
        ApiClient.Answer answer = api.post("/populate", "[" + proxy("a", "") + "," + proxy("b", "junk") + "]");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error()).isEqualTo("listen tcp: address junk: missing port in address");
        assertThat(answer.json().getAsJsonArray("proxies")).hasSize(1);
        assertThat(api.get("/proxies").json().keySet()).containsExactly("a");
    }

    @Test
    void wantsAnArray() {
        ApiClient.Answer answer = api.post("/populate", proxy("a", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("bad request body: ");
    }

    private String populateOne(String listen) {
        ApiClient.Answer answer = api.post("/populate", "[" + proxy("a", listen) + "]");
        assertThat(answer.status()).isEqualTo(201);
        return answer.json()
                .getAsJsonArray("proxies")
                .get(0)
                .getAsJsonObject()
                .get("listen")
                .getAsString();
    }

    private static String proxy(String name, String listen) {
        return "{\"name\":\"" + name + "\",\"listen\":\"" + listen + "\",\"upstream\":\"127.0.0.1:5432\"}";
    }
}
