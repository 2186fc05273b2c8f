package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class ShortTextsTest {

    @Test
    void aFailureDoesNotPrintAWholePage() {
        String page = "<html>" + "x".repeat(1_000_000);

        Throwable failure = catchThrowable(() -> assertThat(page).contains("a sentence"));

        assertThat(failure)
                .hasMessageContaining("\"<html>xxx")
                .hasMessageContaining("a sentence")
                .hasMessageContaining("(1,000,006 characters in all)");
        assertThat(failure.getMessage()).hasSizeLessThan(2 * ShortTexts.CHARACTERS_MAX);
    }

    @Test
    void aShortTextIsPrintedWhole() {
        Throwable failure = catchThrowable(() -> assertThat("a line").contains("a sentence"));

        assertThat(failure).hasMessageContaining("\"a line\"");
    }
}
