package io.replicatedpostgres.toxiproxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All proxies of a server by name. Used on the API's thread. */
final class Proxies {
    private final SortedMap<String, Proxy> byName = new TreeMap<>();
    private final Lanes lanes;

    Proxies(Lanes lanes) {
        this.lanes = lanes;
    }

    Collection<Proxy> all() {
        return byName.values();
    }

    Proxy get(String name) throws ApiException {
        Proxy proxy = byName.get(name);
        if (proxy == null) {
            throw ApiException.notFound("proxy");
        }
        return proxy;
    }

    Proxy create(ProxyRequest wanted) throws ApiException {
        if (byName.containsKey(wanted.name())) {
            throw ApiException.alreadyExists("proxy");
        }
        return open(wanted);
    }

    /** Makes a proxy, or leaves the one that is there wholly alone if it leads from and to the same addresses, or replaces it. */
    Proxy createOrReplace(ProxyRequest wanted) throws ApiException {
        Proxy present = byName.get(wanted.name());
        if (present != null) {
            if (present.leadsTo(wanted.listen(), wanted.upstream())) {
                return present;
            }
            present.disable();
        }
        return open(wanted);
    }

    void delete(String name) throws ApiException {
        get(name).disable();
        byName.remove(name);
    }

    /** Enables all and removes all toxics; what fails on one proxy keeps no other from being reset. */
    void reset() throws ApiException {
        ApiException first = null;
        for (Proxy proxy : List.copyOf(byName.values())) {
            first = firstOf(first, reset(proxy));
        }
        if (first != null) {
            throw first;
        }
    }

    void closeAll() throws ApiException {
        for (Proxy proxy : new ArrayList<>(byName.values())) {
            delete(proxy.name());
        }
    }

    private static @Nullable ApiException reset(Proxy proxy) {
        try {
            proxy.toxics().clear();
            proxy.applyToxics();
            proxy.enable();
            return null;
        } catch (ApiException e) {
            return e;
        }
    }

    private static @Nullable ApiException firstOf(@Nullable ApiException first, @Nullable ApiException second) {
        return first == null ? second : first;
    }

    private Proxy open(ProxyRequest wanted) throws ApiException {
        Proxy proxy = new Proxy(wanted.name(), wanted.listen(), wanted.upstream(), lanes);
        if (wanted.enabled()) {
            proxy.enable();
        }
        byName.put(wanted.name(), proxy);
        return proxy;
    }
}
