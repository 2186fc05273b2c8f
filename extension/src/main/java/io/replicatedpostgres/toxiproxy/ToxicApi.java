package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the API that is about the toxics of a proxy. */
final class ToxicApi {
    private final Proxies proxies;

    ToxicApi(Proxies proxies) {
        this.proxies = proxies;
    }

    Optional<Route> route(List<String> path) {
        if (path.get(1).isEmpty() || !path.get(2).equals("toxics")) {
            return Optional.empty();
        }
        String proxy = path.get(1);
        if (path.size() == 3) {
            return Optional.of(Route.of("GET", request -> list(proxy)).and("POST", request -> create(proxy, request)));
        }
        String toxic = path.get(3);
        return path.size() > 4 || toxic.isEmpty()
                ? Optional.empty()
                : Optional.of(Route.of("GET", request -> show(proxy, toxic))
                        .and("POST", request -> update(proxy, toxic, request))
                        .and("PATCH", request -> update(proxy, toxic, request))
                        .and("DELETE", request -> delete(proxy, toxic)));
    }

    private HttpResponse list(String proxy) throws ApiException {
        JsonArray list = new JsonArray();
        proxies.get(proxy).toxics().all().forEach(toxic -> list.add(toxic.toJson()));
        return HttpResponse.json(200, list);
    }

    private HttpResponse show(String proxy, String name) throws ApiException {
        return HttpResponse.json(200, proxies.get(proxy).toxics().get(name).toJson());
    }

    private HttpResponse create(String proxyName, HttpRequest request) throws ApiException {
        Proxy proxy = proxies.get(proxyName);
        Fields fields = Fields.of(Json.parse(request.body()), "toxic");
        String typed = fields.text("stream", "");
        String stream = typed.isEmpty() ? "downstream" : typed;
        String label = fields.text("type", "");
        float toxicity = fields.fraction("toxicity", 1);
        String name = fields.text("name", "");
        if (Direction.named(stream).isEmpty()) {
            throw new ApiException(400, "stream was invalid, can be either upstream or downstream");
        }
        ToxicType type = ToxicType.named(label).orElseThrow(() -> new ApiException(400, "invalid toxic type"));
        String unique = name.isEmpty() ? label + "_" + stream : name;
        if (proxy.toxics().named(unique).isPresent()) {
            throw ApiException.alreadyExists("toxic");
        }
        Map<String, Long> attributes = attributes(type, fields.object("attributes"), Map.of());
        Paths.requireAddressable("toxic", "proxies", proxyName, "toxics", unique);
        Toxic toxic = proxy.toxics().add(unique, type, stream, toxicity, attributes);
        proxy.applyToxics();
        return HttpResponse.json(200, toxic.toJson());
    }

    private HttpResponse update(String proxyName, String name, HttpRequest request) throws ApiException {
        Proxy proxy = proxies.get(proxyName);
        Toxic toxic = proxy.toxics().get(name);
        Fields fields = Fields.of(Json.parse(request.body()), "toxic");
        float toxicity = fields.fraction("toxicity", toxic.toxicity());
        Map<String, Long> attributes = attributes(toxic.type(), fields.object("attributes"), toxic.attributes());
        Toxic changed = proxy.toxics().change(toxic, toxicity, attributes);
        proxy.applyToxics();
        return HttpResponse.json(200, changed.toJson());
    }

    private HttpResponse delete(String proxyName, String name) throws ApiException {
        Proxy proxy = proxies.get(proxyName);
        proxy.toxics().remove(proxy.toxics().get(name));
        proxy.applyToxics();
        return HttpResponse.empty(204);
    }

    private static Map<String, Long> attributes(ToxicType type, Fields fields, Map<String, Long> present)
            throws ApiException {
        Map<String, Long> merged = new HashMap<>(present);
        for (String key : type.attributes()) {
            merged.put(key, fields.integer(key, present.getOrDefault(key, 0L)));
        }
        Optional<String> objection = type.objection(merged);
        if (objection.isPresent()) {
            throw ApiException.badAttribute(objection.get());
        }
        return Map.copyOf(merged);
    }
}
