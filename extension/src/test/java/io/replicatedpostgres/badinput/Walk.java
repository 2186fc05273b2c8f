package io.replicatedpostgres.badinput;

import java.util.ArrayList;
import java.util.List;

/** All that a test can write. */
final class Walk {

    private final Stage stage;

    /** On a stage, which is the caller's to close. */
    Walk(Stage stage) {
        this.stage = stage;
    }

    /** What every value of every attribute of an annotation answers. */
    List<Answer> ofAnnotations() {
        return new AnnotationWalk(stage).run();
    }

    /** What every value of every setting answers. */
    List<Answer> ofSettings() {
        return new SettingsWalk(stage).run();
    }

    /** What every value of every parameter of a public method answers. */
    List<Answer> ofMethods() {
        stage.cluster();
        var walker = new Walker(stage);
        var answers = new ArrayList<Answer>();
        for (Spot spot : PublicApi.spots()) {
            answers.addAll(walker.walk(spot));
        }
        stage.tidy();
        return answers;
    }
}
