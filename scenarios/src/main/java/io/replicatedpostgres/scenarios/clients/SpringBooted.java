package io.replicatedpostgres.scenarios.clients;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** The application: one service that writes a row in a transaction. Nothing of the pool is set but its patience. */
final class SpringBooted implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Rows rows;

    private SpringBooted(ConfigurableApplicationContext context) {
        this.context = context;
        this.rows = context.getBean(Rows.class);
    }

    static SpringBooted with(String url, String user, String password) {
        return new SpringBooted(new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .properties(Map.of(
                        "spring.datasource.url", url,
                        "spring.datasource.username", user,
                        "spring.datasource.password", password,
                        "spring.datasource.hikari.connection-timeout", "2000"))
                .run());
    }

    void write(long id) {
        rows.write(id);
    }

    @Override
    public void close() {
        context.close();
    }

    /** What the application is made of. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Beans {

        @Bean
        Rows rows(JdbcTemplate jdbc) {
            return new Rows(jdbc);
        }
    }

    /** The service. */
    static class Rows {

        private final JdbcTemplate jdbc;

        Rows(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        public void write(long id) {
            jdbc.update("INSERT INTO written VALUES (?)", id);
        }
    }
}
