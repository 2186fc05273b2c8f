package io.replicatedpostgres.badinput;

import io.replicatedpostgres.model.SpecException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What came of a hostile value.
 *
 * @param group the heading it stands under on the page
 * @param written what was written
 * @param message what was said; null if it was taken
 * @param settled whether it was refused for what it is, whatever the servers were doing and whatever this machine can do
 * @param complaints what is wrong with that
 */
record Answer(String group, String written, @Nullable String message, boolean settled, List<String> complaints) {

    private static final String NOT_HERE = "cannot be had here, because ";

    static Answer taken(String group, String written) {
        return new Answer(group, written, null, false, List.of());
    }

    static Answer refused(String group, String written, Hostile value, Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        boolean settled = (refusal instanceof SpecException
                        || refusal instanceof IllegalArgumentException
                        || refusal instanceof ExtensionConfigurationException)
                && !message.contains(NOT_HERE);
        return new Answer(group, written, message, settled, AnswerRule.complaints(value, refusal));
    }

    static Answer tookNull(String group, String written) {
        return new Answer(group, written, null, false, List.of("it took null, which its signature does not allow"));
    }

    static Answer notWalked(String group, String written, String why) {
        return new Answer(group, written, null, false, List.of("it was not walked: " + why));
    }

    boolean isRefused() {
        return message != null;
    }

    @Override
    public String toString() {
        return "%s -> %s%n    %s".formatted(written, complaints, message);
    }
}
