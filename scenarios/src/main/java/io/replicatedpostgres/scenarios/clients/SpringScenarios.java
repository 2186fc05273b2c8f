package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A small Spring Boot application, with the pool and the transactions that it configures by itself. */
@Tag("clients")
@Tag("quick")
@EnabledIf(
        value = "isSpringThere",
        disabledReason = "Spring Boot is not on the class path: add spring-boot-starter-jdbc")
public class SpringScenarios {

    @Test
    @Tag("CLI-01")
    @Tag("CLI-02")
    @Tag("medium")
    @Scenario(
            situation = "A Spring Boot application with all nodes in its URL and targetServerType=primary writes in "
                    + "transactions. The primary is killed and a standby promoted.",
            expectation = "The application must be restarted, or its pool emptied.",
            reality = "Neither: the pool drops what is broken and gets connections to the new primary. In between the "
                    + "application is often told of no SQLSTATE: the rollback of a broken connection fails as well, and "
                    + "Spring throws that, with the first exception hidden in it. Every write that succeeded afterwards is "
                    + "on the new primary. How long it took is told, not judged.")
    @ReplicatedPostgres(standbys = 2)
    void aSpringApplicationComesThroughAFailover(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE written (id bigint PRIMARY KEY)");
        String url = Urls.of(cluster, "targetServerType=primary", Urls.ASK_ANEW, "socketTimeout=5");
        Node heir;
        try (var application = SpringBooted.with(url, cluster.user(), cluster.password());
                Writer writer = Writer.begin(application::write)) {
            heir = cluster.failover();
            long before = Long.parseLong(heir.queryPastLinks("SELECT coalesce(max(id), 0) FROM written")
                    .get(0));

            writer.awaitAcknowledged(20);
            writer.tell("a Spring Boot application");

            assertThat(writer.refusals().keySet()).isSubsetOf("08001", "08006", "57P01", "57P02", "57P03", "none");
            assertThat(heir.query("SELECT count(*) >= 20 FROM written WHERE id > " + before))
                    .containsExactly("t");
        }
        assertThat(cluster).hasPrimary(heir).isNotSplitBrain();
    }

    static boolean isSpringThere() {
        try {
            Class.forName("org.springframework.boot.SpringApplication", false, SpringScenarios.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
