package io.replicatedpostgres.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import org.junit.jupiter.api.Test;

/** What {@code GET /cluster} of Patroni says, in the forms that were seen. */
class PatroniViewTest {

    @Test
    void aLeaderAStandbyAndOneThatIsNotKnown() {
        ManagerView view = Patroni.parsed("node-2", """
                {"members": [
                  {"name": "node-1", "role": "leader", "state": "running", "api_url": "http://198.18.1.1:8008/patroni",
                   "host": "198.18.1.1", "port": 5432, "timeline": 3},
                  {"name": "node-2", "role": "sync_standby", "state": "streaming", "timeline": 3, "lag": 0},
                  {"name": "node-3", "role": "replica", "state": "starting", "lag": "unknown"}]}
                """);

        assertThat(view.source()).isEqualTo("node-2");
        assertThat(view.leader()).isEqualTo(new NodeRef("node-1"));
        assertThat(view.isPaused()).isFalse();
        assertThat(view.members()).hasSize(3);
        assertThat(view.members().get(0).timeline()).isEqualTo(new Timeline(3));
        assertThat(view.members().get(0).lagBytes()).isNull();
        assertThat(view.members().get(1).lagBytes()).isZero();
        assertThat(view.members()).filteredOn(member -> member.isSynchronous()).hasSize(1);
        assertThat(view.members().get(2).lagBytes()).as("unknown is not 0").isNull();
        assertThat(view.members().get(2).timeline()).isNull();
    }

    @Test
    void nobodyLeadsAPausedCluster() {
        ManagerView view = Patroni.parsed("node-1", """
                {"members": [{"name": "node-1", "role": "replica", "state": "stopped"}], "pause": true}
                """);

        assertThat(view.leader()).isNull();
        assertThat(view.isPaused()).isTrue();
        assertThat(view).hasToString("node-1 says: no node leads, paused, of [node-1 (replica, stopped)]");
    }

    @Test
    void whatIsNoJsonIsNoView() {
        assertThatThrownBy(() -> Patroni.parsed("node-1", "<html>"))
                .isInstanceOfAny(JsonParseException.class, IllegalStateException.class);
    }
}
