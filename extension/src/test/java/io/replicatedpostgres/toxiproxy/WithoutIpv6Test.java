package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A machine without IPv6, as containers often are: a proxy on every address can be switched off and on again. */
class WithoutIpv6Test {

    private static final Pattern PORT = Pattern.compile("/127\\.0\\.0\\.1:(\\d+)");

    @Test
    void aProxyOnEveryAddressOpensAgain() throws Exception {
        Process server = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ToxiproxyServer.class.getName(),
                        "-host=127.0.0.1",
                        "-port=0")
                .redirectErrorStream(true)
                .start();
        try {
            String api = "http://127.0.0.1:" + port(server);

            String made =
                    post(api + "/proxies", "{\"name\":\"a\",\"listen\":\"0.0.0.0:0\",\"upstream\":\"127.0.0.1:1\"}");
            post(api + "/proxies/a", "{\"enabled\":false}");
            String opened = post(api + "/proxies/a", "{\"enabled\":true}");

            assertThat(made).contains("\"enabled\":true");
            assertThat(opened).contains("\"enabled\":true");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static int port(Process server) throws Exception {
        var output = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            line = output.readLine();
        }
        throw new AssertionError("the server did not say where it listens");
    }

    private static String post(String uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
