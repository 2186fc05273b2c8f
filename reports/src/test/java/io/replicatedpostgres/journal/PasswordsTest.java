package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.PostgresVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=h user=u password=hunter2 port=1",
                "primary_conninfo = 'host=h password=hunter2 port=1'",
                "password = 'hunter2 isn\\'t it'",
                "password='it''s hunter2' port=1",
                "PGPASSWORD=hunter2 psql",
                "sslpassword=hunter2",
                "{\"password\": \"hunter2\"}",
                "{\"client_secret\":\"hunter2\\\"hunter2\"}",
                "jdbc:postgresql://h/db?user=u&password=hunter2&ssl=true",
                "postgresql://u:hunter2@h:5432/db",
                "https://:hunter2@h/",
                "CREATE ROLE a PASSWORD 'hunter2'",
                "ALTER USER a WITH ENCRYPTED PASSWORD E'hunter2'",
                "ALTER USER a PASSWORD $x$hunter2$x$",
                "password='hunter2",
                "SCRAM-SHA-256$4096:hunter2aa==$hunter2:hunter2=",
            })
    void hidesWhatLooksLikeAPassword(String text) {
        assertThat(Passwords.hide(text)).doesNotContain("hunter2").contains(Secrets.HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  password authentication failed for user \"u\"",
                "password_encryption = scram-sha-256",
                "passfile=/home/u/.pgpass",
                "http://host:8474/proxies",
                "postgresql://h:5432/db",
                "no password supplied",
                "node-2→node-1 frozen",
                "the md5 method",
            })
    void leavesTheRest(String text) {
        assertThat(Passwords.hide(text)).isEqualTo(text);
    }

    @Test
    void aStoredHashIsHidden() {
        assertThat(Passwords.hide("rolpassword is md5" + "0a".repeat(16) + ".")).isEqualTo("rolpassword is md5•••.");
    }

    @Test
    void whatIsAroundStays() {
        assertThat(Passwords.hide("host=h password=hunter2 port=1")).isEqualTo("host=h password=••• port=1");
        assertThat(Passwords.hide("postgres://u:hunter2@h/db")).isEqualTo("postgres://u:•••@h/db");
    }

    @Test
    void aPlannedSettingWithATellingNameIsHidden() {
        var plan = new ClusterPlanned(
                "", "local", new PostgresVersion(15, 1), "", Map.of("my.password", "hunter2", "work_mem", "5MB"));

        assertThat(plan.settings()).isEqualTo(Map.of("my.password", Secrets.HIDDEN, "work_mem", "5MB"));
        assertThat(Passwords.isInName("password_encryption")).isFalse();
    }

    @Test
    void aLongOneIsHiddenToItsEnd() {
        assertThat(Passwords.hide("password='" + "x".repeat(100_000) + "y' port=1"))
                .isEqualTo("password=••• port=1");
    }

    @Test
    void aLongHostileTextIsNoTrap() {
        String evil = "password" + "='\\".repeat(200_000) + "a://".repeat(200_000) + "secret".repeat(100_000);

        assertThat(Passwords.hide(evil)).contains(Secrets.HIDDEN);
    }
}
