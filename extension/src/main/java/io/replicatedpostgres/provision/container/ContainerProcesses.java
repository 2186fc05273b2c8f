package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.topology.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes of a container by where they work, from its {@code /proc}: {@code ls} names the directory of each that is
 * alive, and {@code tail} writes the name of each file above its content, both in every system that has them.
 */
final class ContainerProcesses {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern WORKS = Pattern.compile("/proc/(\\d+)/cwd -> (.*)");
    private static final Pattern HEADER = Pattern.compile("(?:^|\n)==> /proc/(\\d+)/cmdline <==\n");

    /** A script that looks; between the words of a command line it writes zeros. */
    private static final String LOOK =
            "ls -ld /proc/[0-9]*/cwd 2>/dev/null; echo; tail -n +1 /proc/[0-9]*/cmdline 2>/dev/null";

    private final Container container;
    private final String user;

    ContainerProcesses(Container container, String user) {
        this.container = container;
        this.user = user;
    }

    List<ServerProcess> workingBelow(String directory) {
        return workingBelow(directory, "");
    }

    /** Those that are there after a script that writes nothing. */
    List<ServerProcess> workingBelow(String directory, String script) {
        return parse(container.ask(user, script + LOOK, DEADLINE).text(), directory);
    }

    static List<ServerProcess> parse(String text, String directory) {
        Map<Long, String> titles = titles(text.replace('\0', ' '));
        var found = new ArrayList<ServerProcess>();
        Matcher works = WORKS.matcher(text);
        while (works.find()) {
            long pid = Long.parseLong(works.group(1));
            if (isBelow(works.group(2), directory)) {
                found.add(new ServerProcess(pid, titles.getOrDefault(pid, "")));
            }
        }
        return found;
    }

    private static boolean isBelow(String path, String directory) {
        // a directory that was removed is called so, with this behind it
        String still = path.endsWith(" (deleted)") ? path.substring(0, path.length() - 10) : path;
        return still.equals(directory) || still.startsWith(directory + "/");
    }

    private static Map<Long, String> titles(String text) {
        var titles = new TreeMap<Long, String>();
        Matcher header = HEADER.matcher(text);
        long pid = -1;
        int from = 0;
        while (header.find()) {
            if (pid >= 0) {
                titles.put(pid, text.substring(from, header.start()).strip());
            }
            pid = Long.parseLong(header.group(1));
            from = header.end();
        }
        if (pid >= 0) {
            titles.put(pid, text.substring(from).strip());
        }
        return titles;
    }
}
