package example;

import io.replicatedpostgres.cluster.Cluster;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A HikariCP of the version under test, with the driver under test. */
final class Pool implements AutoCloseable {

    private final DataSource pool;

    private Pool(DataSource pool) {
        this.pool = pool;
    }

    static Pool of(Cluster cluster, String url, String... settings) throws Exception {
        Properties properties = UnderTest.properties(settings);
        properties.setProperty("dataSourceClassName", "org.postgresql.ds.PGSimpleDataSource");
        properties.setProperty("dataSource.url", url + (url.contains("?") ? "&" : "?") + "ApplicationName=pooled");
        properties.setProperty("dataSource.user", cluster.user());
        properties.setProperty("dataSource.password", cluster.password());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(UnderTest.LOADER);
        try {
            Class<?> config = UnderTest.LOADER.loadClass("com.zaxxer.hikari.HikariConfig");
            Object configured = config.getConstructor(Properties.class).newInstance(properties);
            return new Pool((DataSource) UnderTest.LOADER
                    .loadClass("com.zaxxer.hikari.HikariDataSource")
                    .getConstructor(config)
                    .newInstance(configured));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    Connection getConnection() throws SQLException {
        return pool.getConnection();
    }

    /** Marks all connections: those in use are closed when they are returned. */
    void softEvictConnections() throws Exception {
        Object bean = pool.getClass().getMethod("getHikariPoolMXBean").invoke(pool);
        UnderTest.LOADER
                .loadClass("com.zaxxer.hikari.HikariPoolMXBean")
                .getMethod("softEvictConnections")
                .invoke(bean);
    }

    /** Waits until the pool no longer trusts what it used half a second ago. */
    void awaitUnverified() {
        Instant then = Instant.now().plus(Duration.ofMillis(600));
        Awaitility.await().until(() -> Instant.now().isAfter(then));
    }

    @Override
    public void close() {
        try {
            pool.getClass().getMethod("close").invoke(pool);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
