package io.replicatedpostgres.shard;

import io.replicatedpostgres.model.JvmSetting;
import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** How long test classes took before, by the XML files that Surefire, Failsafe and Gradle write: {@code TEST-….xml}. */
final class KnownTimes {

    private static final String KEY = "replicatedpostgres.shardTimes";
    private static final String VARIABLE = "REPLICATEDPOSTGRES_SHARD_TIMES";

    private KnownTimes() {}

    /** Those of the directory that is named; none if none is. */
    static Map<String, Double> ofThisJvm() {
        Optional<Path> directory = JvmSetting.value(KEY, VARIABLE).map(Path::of);
        return directory.map(KnownTimes::beneath).orElse(Map.of());
    }

    /**
     * Reads all files beneath a directory. A class that is in several of them, because it ran several times, takes what it took in all.
     *
     * @return seconds by the name of the outermost class
     * @throws SpecException if there is no such file, or one cannot be read
     */
    static Map<String, Double> beneath(Path directory) {
        List<Path> files = files(directory);
        if (files.isEmpty()) {
            throw SpecException.of(
                    "%s = %s".formatted(KEY, directory),
                    "it is a directory with results of earlier tests, TEST-….xml",
                    "Name the target directory of an earlier run, or leave the setting out");
        }
        var seconds = new TreeMap<String, Double>();
        files.forEach(file -> read(file, seconds));
        return seconds;
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, Map<String, Double> seconds) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream bytes = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(bytes);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    take(xml, seconds);
                }
            }
        } catch (XMLStreamException | NumberFormatException e) {
            throw SpecException.of(
                    "%s: %s".formatted(KEY, file),
                    "it is no whole file of test results: " + e.getMessage(),
                    "Remove it, or run the tests again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(XMLStreamReader testcase, Map<String, Double> seconds) {
        String name = testcase.getAttributeValue(null, "classname");
        String time = testcase.getAttributeValue(null, "time");
        if (name != null && time != null) {
            seconds.merge(ShardPlan.outermost(name), Double.parseDouble(time.replace(",", "")), Double::sum);
        }
    }
}
