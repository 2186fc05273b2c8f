package io.replicatedpostgres.toxiproxy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The handlers of one path, by HTTP method. */
record Route(Map<String, Action> actions) {

    static Route of(String method, Action action) {
        return new Route(Map.of(method, action));
    }

    Route and(String method, Action action) {
        Map<String, Action> more = new HashMap<>(actions);
        more.put(method, action);
        return new Route(more);
    }

    boolean allows(String method) {
        return actions.containsKey(method);
    }

    Action action(String method) {
        return Objects.requireNonNull(actions.get(method));
    }

    /** Answers a request or says why not. */
    interface Action {
        HttpResponse answer(HttpRequest request) throws ApiException;
    }
}
