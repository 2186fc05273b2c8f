package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of the API that is about proxies. */
final class ProxyApi {
    private final Proxies proxies;

    ProxyApi(Proxies proxies) {
        this.proxies = proxies;
    }

    Optional<Route> route(List<String> path) {
        if (path.size() == 1) {
            return Optional.of(Route.of("GET", request -> list()).and("POST", this::create));
        }
        String name = path.get(1);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(Route.of(
                                "GET",
                                request ->
                                        HttpResponse.json(200, proxies.get(name).toJson()))
                        .and("POST", request -> update(name, request))
                        .and("PATCH", request -> update(name, request))
                        .and("DELETE", request -> delete(name)));
    }

    HttpResponse reset(HttpRequest request) throws ApiException {
        proxies.reset();
        return HttpResponse.empty(204);
    }

    HttpResponse populate(HttpRequest request) {
        List<Proxy> done = new ArrayList<>();
        JsonObject answer = new JsonObject();
        int status = 201;
        try {
            populate(Json.parse(request.body()), done);
        } catch (ApiException e) {
            answer = HttpResponse.errorObject(e);
            status = e.status();
        }
        JsonArray list = new JsonArray();
        done.forEach(proxy -> list.add(proxy.toJson()));
        answer.add("proxies", done.isEmpty() ? JsonNull.INSTANCE : list);
        return HttpResponse.json(status, answer);
    }

    /** Makes all proxies of an array, or none if one is incomplete; those that were made before another failed stay. */
    void populate(JsonElement body, List<Proxy> done) throws ApiException {
        List<ProxyRequest> wanted = new ArrayList<>();
        for (JsonElement element : array(body)) {
            wanted.add(ProxyRequest.from(Fields.of(element, "proxy")));
        }
        for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).complete(" at proxy " + (i + 1));
        }
        for (ProxyRequest each : wanted) {
            done.add(proxies.createOrReplace(each));
        }
    }

    private HttpResponse list() {
        JsonObject all = new JsonObject();
        proxies.all().forEach(proxy -> all.add(proxy.name(), proxy.toJson()));
        return HttpResponse.json(200, all);
    }

    private HttpResponse create(HttpRequest request) throws ApiException {
        ProxyRequest wanted = ProxyRequest.from(Fields.of(Json.parse(request.body()), "proxy"));
        return HttpResponse.json(201, proxies.create(wanted.complete("")).toJson());
    }

    private HttpResponse update(String name, HttpRequest request) throws ApiException {
        Proxy proxy = proxies.get(name);
        Fields fields = Fields.of(Json.parse(request.body()), "proxy");
        proxy.update(
                fields.text("listen", proxy.listen()),
                fields.text("upstream", proxy.upstream()),
                fields.flag("enabled", proxy.isEnabled()));
        return HttpResponse.json(200, proxy.toJson());
    }

    private HttpResponse delete(String name) throws ApiException {
        proxies.delete(name);
        return HttpResponse.empty(204);
    }

    private static JsonArray array(JsonElement body) throws ApiException {
        if (body.isJsonNull()) {
            return new JsonArray();
        }
        if (!body.isJsonArray()) {
            throw ApiException.badBody("proxies must be an array");
        }
        return body.getAsJsonArray();
    }
}
