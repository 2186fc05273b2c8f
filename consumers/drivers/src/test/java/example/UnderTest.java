package example;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The driver and the pool under test: from the jars that Maven has copied, apart from the driver of the extension. */
final class UnderTest {

    /** Loads them, and this project's classes a second time, so that the driver can use its socket factory. */
    static final ClassLoader LOADER = loader(Path.of(System.getProperty("under.test", "target/under-test")));

    private UnderTest() {}

    /** A connection by the driver under test, as superuser, with settings of the form {@code name=value}. */
    static Connection connect(Cluster cluster, String url, String... settings) throws SQLException {
        Properties properties = properties(settings);
        properties.putIfAbsent("user", cluster.user());
        properties.putIfAbsent("password", cluster.password());
        return driver().connect(url, properties);
    }

    /** A URL of these nodes in this order. */
    static String url(Node... nodes) {
        return Stream.of(nodes)
                .map(node ->
                        URI.create(node.jdbcUrl().substring("jdbc:".length())).getAuthority())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/postgres"));
    }

    static Properties properties(String... settings) {
        var properties = new Properties();
        for (String setting : settings) {
            properties.setProperty(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        return properties;
    }

    private static Driver driver() {
        try {
            return (Driver) LOADER.loadClass("org.postgresql.Driver")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClassLoader loader(Path jars) {
        List<URL> path = new ArrayList<>();
        path.add(UnderTest.class.getProtectionDomain().getCodeSource().getLocation());
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar : files.toList()) {
                path.add(url(jar));
            }
        } catch (IOException e) {
            throw new IllegalStateException(jars + " wants the jars of the driver and the pool", e);
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
