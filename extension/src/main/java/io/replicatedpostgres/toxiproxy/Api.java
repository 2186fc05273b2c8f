package io.replicatedpostgres.toxiproxy;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Finds what a request is for and answers it. Nothing that is asked for can make it fail otherwise than with an answer. */
final class Api {
    static final String VERSION = "2.12.0";

    private static final System.Logger LOG = System.getLogger(Api.class.getPackageName());
    private static final String REQUEST_ID = "X-Toxiproxy-Request-Id";

    private final ProxyApi proxies;
    private final ToxicApi toxics;
    private final Metrics metrics;
    private final AtomicLong requests = new AtomicLong(Dice.anySeed());

    Api(Proxies all, Metrics metrics) {
        this.proxies = new ProxyApi(all);
        this.toxics = new ToxicApi(all);
        this.metrics = metrics;
    }

    HttpResponse answer(HttpRequest request) {
        Optional<String> tidy = Paths.tidied(request.path());
        if (tidy.isPresent()) {
            return HttpResponse.moved(tidy.get());
        }
        try {
            Optional<Route> route = route(request, Paths.segments(request.path()));
            if (route.isEmpty()) {
                return HttpResponse.refusal(404, "404 page not found");
            }
            Route found = route.get();
            return found.allows(request.method()) ? serve(found, request) : HttpResponse.empty(405);
        } catch (ApiException e) {
            return HttpResponse.refusal(e.status(), e.error());
        }
    }

    private HttpResponse serve(Route route, HttpRequest request) {
        String id = Long.toHexString(requests.incrementAndGet());
        if (request.comesFromABrowser()) {
            return HttpResponse.refusal(403, "User agent not allowed").with(REQUEST_ID, id);
        }
        return answer(route, request).with(REQUEST_ID, id);
    }

    private static HttpResponse answer(Route route, HttpRequest request) {
        try {
            return route.action(request.method()).answer(request);
        } catch (ApiException refused) {
            return HttpResponse.error(refused);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.WARNING, request.method() + " " + request.path(), e);
            return HttpResponse.error(ApiException.failed("internal error: " + e));
        }
    }

    private Optional<Route> route(HttpRequest request, List<String> path) {
        return switch (path.isEmpty() ? "" : path.get(0)) {
            case "proxies" -> path.size() <= 2 ? proxies.route(path) : toxics.route(path);
            case "populate" -> only(path, Route.of("POST", proxies::populate));
            case "reset" -> only(path, Route.of("POST", proxies::reset));
            case "version" -> only(path, Route.of("GET", Api::version));
            case "metrics" ->
                metrics.isEnabled()
                        ? only(path, Route.of(request.method(), any -> metrics.answer()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Route> only(List<String> path, Route route) {
        return path.size() == 1 ? Optional.of(route) : Optional.empty();
    }

    private static HttpResponse version(HttpRequest request) {
        return HttpResponse.text(200, "application/json;charset=utf-8", "{\"version\": \"" + VERSION + "\"}\n");
    }
}
