package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.Patient;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lets a fault act on one node, past all links and as superuser. */
record NodeFaultTarget(Node node) implements Patient {

    private Member member() {
        return node.member();
    }

    @Override
    public NodeRef ref() {
        return member().ref();
    }

    @Override
    public Host host() {
        return member().host();
    }

    @Override
    public Server server() {
        return member().server();
    }

    @Override
    public PostgresVersion version() {
        return member().version();
    }

    @Override
    public Duration deadline() {
        return member().deadline();
    }

    @Override
    public Sql session() {
        return member().session();
    }

    @Override
    public Sql walsender() {
        return member().walsender();
    }

    @Override
    public Optional<Archive> archive() {
        return member().archive();
    }

    @Override
    public Configuration configuration() {
        return member().conf();
    }

    @Override
    public void applyConfiguration() {
        member().management().ifPresent(management -> {
            throw management.refusal(
                    ref() + " cannot be configured", "Choose a fault that needs no setting of its own.");
        });
        if (!server().data().exists()) {
            return;
        }
        member().applyConfiguration();
    }

    @Override
    public ControlData controlData() {
        return ControlData.read(host());
    }

    @Override
    public Credentials credentials() {
        return member().provisioned().credentials();
    }

    @Override
    public String passwordFile() {
        return member().passwordFile();
    }

    @Override
    public List<ServerProcess> agent() {
        return member().managed()
                .map(ManagedVerbs::agent)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s has no agent: this cluster has no failover manager. Ask for one with manager = PATRONI, PG_AUTO_FAILOVER or REPMGR."
                                .formatted(ref())));
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public void stop(StopMode mode) {
        node.stop(mode);
    }

    @Override
    public void kill() {
        node.kill();
    }

    @Override
    public void cutPower() {
        node.cutPower();
    }
}
