package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToxicApiConformanceTest {
    private static final String TOXICS = "/proxies/p/toxics";

    private final Rig rig = Rig.withProxy();
    private final ApiClient api = rig.api();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anAddedToxicIsShownWhole() {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"latency\",\"attributes\":{\"latency\":10}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"attributes\":{\"latency\":10,\"jitter\":0},\"name\":\"latency_downstream\","
                        + "\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}");
        assertThat(api.get(TOXICS + "/latency_downstream").body()).isEqualTo(answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "latency, 'latency,jitter'",
        "bandwidth, rate",
        "slow_close, delay",
        "timeout, timeout",
        "reset_peer, timeout",
        "limit_data, bytes",
        "noop, ''",
    })
    void allAttributesAreShownAndDefaultToZero(String type, String attributes) {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"" + type + "\"}");

        var shown = answer.json().getAsJsonObject("attributes");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(String.join(",", shown.keySet())).isEqualTo(attributes);
        assertThat(shown.asMap().values()).allMatch(value -> value.getAsLong() == 0);
    }

    @Test
    void aSlicerShowsItsThreeAttributes() {
        ApiClient.Answer answer = rig.addToxic("slicer", "upstream", 0.5, "'average_size':64,'delay':10");

        assertThat(answer.json().get("attributes"))
                .hasToString("{\"average_size\":64,\"size_variation\":0,\"delay\":10}");
        assertThat(answer.json().get("toxicity").getAsString()).isEqualTo("0.5");
    }

    @Test
    void upstreamToxicsAreListedFirstEachInOrderOfAdding() {
        api.post(TOXICS, "{\"name\":\"d1\",\"type\":\"noop\"}");
        api.post(TOXICS, "{\"name\":\"u1\",\"type\":\"noop\",\"stream\":\"upstream\"}");
        api.post(TOXICS, "{\"name\":\"d2\",\"type\":\"noop\"}");
        api.post(TOXICS, "{\"name\":\"a\",\"type\":\"noop\",\"stream\":\"upstream\"}");

        assertThat(api.get(TOXICS).array())
                .extracting(toxic -> toxic.getAsJsonObject().get("name").getAsString())
                .containsExactly("u1", "a", "d1", "d2");
    }

    @Test
    void theStreamIsReadInAnyCaseAndShownAsTyped() {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"latency\",\"stream\":\"UPSTREAM\"}");

        assertThat(answer.json().get("name").getAsString()).isEqualTo("latency_UPSTREAM");
        assertThat(answer.json().get("stream").getAsString()).isEqualTo("UPSTREAM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void anUpdateChangesToxicityAndSingleAttributesOnly(String method) {
        api.post(TOXICS, "{\"name\":\"l\",\"type\":\"latency\",\"attributes\":{\"latency\":10,\"jitter\":3}}");

        ApiClient.Answer answer = api.call(
                method,
                TOXICS + "/l",
                "{\"name\":\"x\",\"type\":\"noop\",\"stream\":\"upstream\",\"toxicity\":0.25,\"attributes\":{\"latency\":20}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"attributes\":{\"latency\":20,\"jitter\":3},\"name\":\"l\",\"type\":\"latency\","
                        + "\"stream\":\"downstream\",\"toxicity\":0.25}");
    }

    @Test
    void aDeletedToxicIsGone() {
        api.post(TOXICS, "{\"name\":\"l\",\"type\":\"latency\"}");

        ApiClient.Answer answer = api.delete(TOXICS + "/l");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(api.get(TOXICS + "/l").error()).isEqualTo("toxic not found");
    }

    @Test
    void toxicsCanBeAddedWhileDisabledAndSurvive() {
        rig.enabled(false);
        rig.toxic("latency", "upstream", "");
        rig.enabled(true);

        assertThat(api.get(TOXICS).array()).hasSize(1);
    }

    @Test
    void namesAreUniqueOverBothStreams() {
        api.post(TOXICS, "{\"name\":\"l\",\"type\":\"latency\",\"stream\":\"upstream\"}");

        ApiClient.Answer answer = api.post(TOXICS, "{\"name\":\"l\",\"type\":\"noop\",\"stream\":\"downstream\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"error\":\"toxic already exists\",\"status\":409}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'{', bad request body: unexpected EOF",
        "'', bad request body: EOF",
        "'{\"stream\":\"sideways\",\"type\":\"nope\"}', 'stream was invalid, can be either upstream or downstream'",
        "'{\"type\":\"nope\",\"name\":\"taken\"}', invalid toxic type",
        "'{\"name\":\"taken\"}', invalid toxic type",
        "'{\"type\":\"latency\",\"name\":\"taken\",\"attributes\":{\"latency\":\"x\"}}', toxic already exists",
    })
    void errorsAreFoundInToxiproxysOrder(String body, String error) {
        api.post(TOXICS, "{\"name\":\"taken\",\"type\":\"noop\"}");

        assertThat(api.post(TOXICS, body).error()).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.5", "\"1\"", "true", "[]", "{}", "1e3", "9223372036854775808", "99999999999999999999999"})
    void attributesAreIntegers(String value) {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"latency\",\"attributes\":{\"latency\":" + value + "}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("bad request body: latency must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"unknown\":[1,{}]}", "{\"latency\":null}"})
    void absentAttributesAreDefaults(String attributes) {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"latency\",\"attributes\":" + attributes + "}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("attributes")).hasToString("{\"latency\":0,\"jitter\":0}");
    }

    @Test
    void keysAreReadInAnyCaseAndWhatFollowsTheFirstValueIsIgnored() {
        ApiClient.Answer answer = api.post(TOXICS, "{\"TYPE\":\"latency\",\"Attributes\":{\"LATENCY\":7}} and { more");

        assertThat(answer.json().getAsJsonObject("attributes").get("latency").getAsLong())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.5", "-1", "0", "0.1"})
    void anyNumberIsAToxicity(String toxicity) {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"noop\",\"toxicity\":" + toxicity + "}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("toxicity").getAsString()).isEqualTo(toxicity);
    }

    @ParameterizedTest
    @CsvSource({
        "bandwidth, '\"rate\":-1', 'invalid attribute: rate must be at least 0, was -1'",
        "slicer, '', 'invalid attribute: average_size must be at least 1, was 0'",
        "slicer, '\"average_size\":-5', 'invalid attribute: average_size must be at least 1, was -5'",
        "slicer, '\"average_size\":5,\"size_variation\":-1', 'invalid attribute: size_variation must be at least 0, was -1'",
        "slicer, '\"average_size\":5,\"size_variation\":6', 'invalid attribute: size_variation must be at most average_size (5), was 6'",
    })
    void valuesThatWouldCrashToxiproxyAreRefused(String type, String attributes, String error) {
        ApiClient.Answer answer = api.post(TOXICS, "{\"type\":\"" + type + "\",\"attributes\":{" + attributes + "}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(api.get(TOXICS).body()).isEqualTo("[]");
    }

    @Test
    void aRefusedUpdateChangesNothing() {
        rig.toxic("bandwidth", "upstream", "'rate':100");

        ApiClient.Answer answer = api.patch(TOXICS + "/bandwidth", "{\"toxicity\":0,\"attributes\":{\"rate\":-1}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(api.get(TOXICS + "/bandwidth").body())
                .contains("\"rate\":100")
                .contains("\"toxicity\":1");
    }
}
