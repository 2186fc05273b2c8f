package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Given;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** How a test that asks for the impossible is told so. */
final class Refusal {

    private Refusal() {}

    static ExtensionConfigurationException of(String what, String rule, String wayOut) {
        return new ExtensionConfigurationException(Given.shown("%s: %s. %s.".formatted(what, rule, wayOut)));
    }
}
