package io.replicatedpostgres.toxiproxy;

import java.util.function.ToLongFunction;

/** The counters of {@code /metrics}, in Prometheus' text format; bytes of live connections count, too. */
record Metrics(Proxies proxies, boolean ofProxies, boolean ofRuntime) {

    boolean isEnabled() {
        return ofProxies || ofRuntime;
    }

    HttpResponse answer() {
        StringBuilder text = new StringBuilder();
        if (ofProxies) {
            counter(text, "toxiproxy_proxy_received_bytes_total", Traffic::received);
            counter(text, "toxiproxy_proxy_sent_bytes_total", Traffic::sent);
        }
        if (ofRuntime) {
            Runtime runtime = Runtime.getRuntime();
            gauge(text, "jvm_memory_used_bytes", runtime.totalMemory() - runtime.freeMemory());
            gauge(text, "jvm_memory_max_bytes", runtime.maxMemory());
            gauge(text, "jvm_threads_current", Thread.activeCount());
        }
        return HttpResponse.text(200, "text/plain; version=0.0.4; charset=utf-8", text.toString());
    }

    private void counter(StringBuilder text, String name, ToLongFunction<Traffic> bytes) {
        text.append("# TYPE ").append(name).append(" counter\n");
        for (Proxy proxy : proxies.all()) {
            for (Direction direction : Direction.values()) {
                text.append(name)
                        .append(labels(proxy, direction))
                        .append(' ')
                        .append(bytes.applyAsLong(proxy.traffic(direction)))
                        .append('\n');
            }
        }
    }

    private static void gauge(StringBuilder text, String name, long value) {
        text.append("# TYPE ").append(name).append(" gauge\n");
        text.append(name).append(' ').append(value).append('\n');
    }

    private static String labels(Proxy proxy, Direction direction) {
        return "{direction=\"" + direction.label() + "\",listener=\"" + escaped(proxy.listen()) + "\",proxy=\""
                + escaped(proxy.name()) + "\",upstream=\"" + escaped(proxy.upstream()) + "\"}";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
