package io.replicatedpostgres.plantings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/plantings.md} says what {@link PlantingsTest} holds true; {@code -Dplantings.write=true} writes it anew. */
class PlantingsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "plantings.md");

    @Test
    void thePageSaysWhatThePlantingsSay() throws Exception {
        if (Boolean.getBoolean("plantings.write")) {
            Files.writeString(PAGE, PlantingsPage.text());
        }

        assertThat(Files.readString(PAGE))
                .as("docs/plantings.md; -Dplantings.write=true writes it anew")
                .isEqualTo(PlantingsPage.text());
    }
}
