package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of a standby.
 *
 * @param node the upstream
 * @param endpoint where it is reached: the end of the link
 * @param slot the slot on it; null for none
 */
public record Upstream(
        NodeRef node, Endpoint endpoint, @Nullable String slot) {

    /**
     * The value of {@code primary_conninfo} for a standby.
     *
     * @param self becomes the {@code application_name}, by which the upstream tells its standbys apart
     */
    public String connectionInfo(NodeRef self, String passwordFile, PostgresVersion version) {
        String text = "user=%s host=%s port=%s application_name=%s passfile=%s sslmode=prefer target_session_attrs=any"
                .formatted(
                        Credentials.REPLICATION,
                        endpoint.host(),
                        endpoint.port(),
                        self,
                        ConnectionInfo.quoted(passwordFile));
        return Feature.FAILOVER_SLOTS.isIn(version) ? text + " dbname=postgres" : text;
    }
}
