package io.replicatedpostgres.badinput;

import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The second part of {@code docs/errors.md}: what the walk found. */
public final class WalkPage {

    /** Where it begins. */
    public static final String HEADING = "## Whatever a test can write";

    private static final Path PAGE = Path.of("..", "docs", "errors.md");

    private WalkPage() {}

    /** That part of a page as it is; empty if there is none yet. */
    public static String partOf(Path page) throws IOException {
        String text = Files.readString(page);
        int begins = text.indexOf("\n" + HEADING);
        return begins < 0 ? "" : text.substring(begins);
    }

    static String figures(List<Answer> annotations, List<Answer> settings, List<Answer> methods) {
        List<Spot> spots = PublicApi.spots();
        return "%s attributes of %s annotations with %s values, %s settings with %s, and %s parameters of %s methods and constructors of %s types with %s."
                .formatted(
                        AnnotationWalk.attributes(),
                        PublicApi.annotations().size(),
                        annotations.size(),
                        PlaceKey.values().length,
                        settings.size(),
                        spots.size(),
                        spots.stream().map(Spot::call).distinct().count(),
                        spots.stream().map(Spot::type).distinct().count(),
                        methods.size());
    }

    static String text(String figures, List<Answer> answers) {
        long refused = answers.stream().filter(Answer::isRefused).count();
        return """

                %s

                `BadInputTest` finds every attribute, setting and parameter by reflection, and gives each invalid values: null, an empty
                text, a blank one, one of 10,000 characters, with quotes, a line break or a NUL, a way out of a directory, numbers and times
                below and beyond all measure, empty lists, null and the same thing twice in a list, nodes of another cluster, a cluster that is
                closed, lambdas that throw or give null. It walks

                > %s

                %s of these values were refused when the page was written, and %s were taken and used without harm. Each kind of answer stands
                here once, with the first that gave it.
                %s""".formatted(HEADING, figures, refused, answers.size() - refused, AnswersPage.of(answers));
    }

    static void write(String part) throws IOException {
        String text = Files.readString(PAGE);
        int begins = text.indexOf("\n" + HEADING);
        Files.writeString(PAGE, (begins < 0 ? text : text.substring(0, begins)) + part);
    }

    /** What the page lacks: the figures, and the answers that do not hang on what a server was doing. */
    static List<String> missing(String figures, List<Answer> answers) throws IOException {
        String page = Files.readString(PAGE);
        return Stream.concat(
                        Stream.of("> " + figures),
                        AnswersPage.rows(
                                answers.stream().filter(Answer::settled).collect(Collectors.toList())))
                .filter(line -> !page.contains(line))
                .toList();
    }
}
