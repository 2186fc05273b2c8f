package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyApiConformanceTest {
    private static final String JSON = "application/json";

    private final Rig rig = Rig.empty();
    private final ApiClient api = rig.api();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void versionIsTheTextThatClientsKnow() {
        ApiClient.Answer answer = api.get("/version");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"version\": \"2.12.0\"}\n");
        assertThat(answer.header("content-type")).isEqualTo("application/json;charset=utf-8");
    }

    @Test
    void thereAreNoProxiesAtFirst() {
        ApiClient.Answer answer = api.get("/proxies");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.header("content-type")).isEqualTo(JSON);
    }

    @Test
    void aCreatedProxyIsShownWhole() {
        ApiClient.Answer answer = create("pg", "127.0.0.1:0");

        String listen = answer.json().get("listen").getAsString();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("content-type")).isEqualTo(JSON);
        assertThat(listen).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThat(answer.body())
                .isEqualTo("{\"name\":\"pg\",\"listen\":\"" + listen + "\",\"upstream\":\"127.0.0.1:5432\","
                        + "\"enabled\":true,\"toxics\":[]}");
        assertThat(api.get("/proxies/pg").body()).isEqualTo(answer.body());
    }

    @Test
    void proxiesAreListedByNameInOrder() {
        create("b", "127.0.0.1:0");
        create("a", "127.0.0.1:0");

        assertThat(api.get("/proxies").json().keySet()).containsExactly("a", "b");
    }

    @Test
    void listenDefaultsToAnyPort() {
        ApiClient.Answer answer = api.post("/proxies", "{\"name\":\"pg\",\"upstream\":\"127.0.0.1:5432\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("listen").getAsString()).doesNotEndWith(":0");
    }

    @Test
    void aDisabledProxyBindsNothing() {
        ApiClient.Answer answer = api.post(
                "/proxies",
                "{\"name\":\"pg\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:5432\",\"enabled\":false}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("listen").getAsString()).isEqualTo("127.0.0.1:0");
        assertThat(answer.json().get("enabled").getAsBoolean()).isFalse();
    }

    @Test
    void theWildcardAddressIsReportedAsBoth() {
        String listen = create("pg", "0.0.0.0:0").json().get("listen").getAsString();

        assertThat(listen).matches("\\[::]:[1-9][0-9]*|0\\.0\\.0\\.0:[1-9][0-9]*");
    }

    @Test
    void localhostIsReportedAsItsAddress() {
        String listen = create("pg", "localhost:0").json().get("listen").getAsString();

        assertThat(listen).matches("127\\.0\\.0\\.1:[1-9][0-9]*|\\[.*:1]:[1-9][0-9]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void anUpdateIsPartial(String method) {
        String listen = create("pg", "127.0.0.1:0").json().get("listen").getAsString();

        ApiClient.Answer answer =
                api.call(method, "/proxies/pg", "{\"upstream\":\"127.0.0.1:5433\",\"name\":\"ignored\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("name").getAsString()).isEqualTo("pg");
        assertThat(answer.json().get("listen").getAsString()).isEqualTo(listen);
        assertThat(answer.json().get("upstream").getAsString()).isEqualTo("127.0.0.1:5433");
        assertThat(answer.json().get("enabled").getAsBoolean()).isTrue();
    }

    @Test
    void thePortIsKeptWhileDisabled() {
        String listen = create("pg", "127.0.0.1:0").json().get("listen").getAsString();

        ApiClient.Answer disabled = api.patch("/proxies/pg", "{\"enabled\":false}");
        ApiClient.Answer enabled = api.patch("/proxies/pg", "{\"enabled\":true}");

        assertThat(disabled.json().get("listen").getAsString()).isEqualTo(listen);
        assertThat(enabled.json().get("listen").getAsString()).isEqualTo(listen);
        assertThat(enabled.json().get("enabled").getAsBoolean()).isTrue();
    }

    @Test
    void aListenAddressThatCannotBeBoundLeavesTheProxyDisabledWithIt() {
        String taken = create("other", "127.0.0.1:0").json().get("listen").getAsString();
        create("pg", "127.0.0.1:0");

        ApiClient.Answer answer = api.patch("/proxies/pg", "{\"listen\":\"" + taken + "\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error()).isEqualTo("listen tcp " + taken + ": bind: address already in use");
        assertThat(api.get("/proxies/pg").json().get("enabled").getAsBoolean()).isFalse();
        assertThat(api.get("/proxies/pg").json().get("listen").getAsString()).isEqualTo(taken);
    }

    @Test
    void anEmptyUpstreamIsAcceptedOnUpdate() {
        create("pg", "127.0.0.1:0");

        ApiClient.Answer answer = api.patch("/proxies/pg", "{\"upstream\":\"\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("upstream").getAsString()).isEmpty();
    }

    @Test
    void aDeletedProxyIsGone() {
        create("pg", "127.0.0.1:0");

        ApiClient.Answer answer = api.delete("/proxies/pg");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(api.get("/proxies/pg").status()).isEqualTo(404);
    }

    @Test
    void aSecondProxyOfTheSameNameIsAConflict() {
        create("pg", "127.0.0.1:0");

        ApiClient.Answer answer = create("pg", "127.0.0.1:0");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"error\":\"proxy already exists\",\"status\":409}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"upstream\":\"h:1\"}', missing required field: name",
        "'{\"name\":\"\",\"upstream\":\"h:1\"}', missing required field: name",
        "'{\"name\":\"a\"}', missing required field: upstream",
        "'null', missing required field: name",
    })
    void aProxyNeedsNameAndUpstream(String body, String error) {
        ApiClient.Answer answer = api.post("/proxies", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({
        "junk, listen tcp: address junk: missing port in address",
        "a:b:1, listen tcp: address a:b:1: too many colons in address",
        "127.0.0.1:99999, listen tcp: address 99999: invalid port",
        "no-such-host.invalid:1, listen tcp: lookup no-such-host.invalid: no such host",
    })
    void aListenAddressThatMakesNoSenseIsAServerError(String listen, String error) {
        ApiClient.Answer answer = create("pg", listen);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(api.get("/proxies").body()).isEqualTo("{}");
    }

    @Test
    void aPortInUseIsAServerError() {
        String taken = create("other", "127.0.0.1:0").json().get("listen").getAsString();

        ApiClient.Answer answer = create("pg", taken);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error()).isEqualTo("listen tcp " + taken + ": bind: address already in use");
    }

    @Test
    void resetEnablesAllAndRemovesAllToxics() {
        create("a", "127.0.0.1:0");
        create("b", "127.0.0.1:0");
        api.patch("/proxies/a", "{\"enabled\":false}");
        api.post("/proxies/b/toxics", "{\"type\":\"latency\"}");

        ApiClient.Answer answer = api.post("/reset", "");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(api.get("/proxies/a").json().get("enabled").getAsBoolean()).isTrue();
        assertThat(api.get("/proxies/b/toxics").body()).isEqualTo("[]");
    }

    @Test
    void resetGoesOnAfterAProxyThatCannotListen() {
        String taken = create("z", "127.0.0.1:0").json().get("listen").getAsString();
        api.post("/proxies/z/toxics", "{\"type\":\"latency\"}");
        api.post(
                "/proxies",
                "{\"name\":\"a\",\"enabled\":false,\"upstream\":\"127.0.0.1:1\",\"listen\":\"" + taken + "\"}");

        ApiClient.Answer answer = api.post("/reset", "");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error()).contains("address already in use");
        assertThat(api.get("/proxies/z/toxics").body()).isEqualTo("[]");
    }

    private ApiClient.Answer create(String name, String listen) {
        return api.post(
                "/proxies",
                "{\"name\":\"" + name + "\",\"listen\":\"" + listen + "\",\"upstream\":\"127.0.0.1:5432\"}");
    }
}
