package io.replicatedpostgres.toxiproxy;

/** A request to make or change a proxy. */
record ProxyRequest(String name, String listen, String upstream, boolean enabled) {

    static ProxyRequest from(Fields fields) throws ApiException {
        return new ProxyRequest(
                fields.text("name", ""),
                fields.text("listen", ""),
                fields.text("upstream", ""),
                fields.flag("enabled", true));
    }

    /** What must be there, with words for where it is missing. */
    ProxyRequest complete(String where) throws ApiException {
        if (name.isEmpty()) {
            throw ApiException.missing("name" + where);
        }
        if (upstream.isEmpty()) {
            throw ApiException.missing("upstream" + where);
        }
        Paths.requireAddressable("proxy" + where, "proxies", name, "toxics");
        return this;
    }
}
