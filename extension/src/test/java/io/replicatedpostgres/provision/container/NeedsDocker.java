package io.replicatedpostgres.provision.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where a Docker daemon answers; elsewhere it is skipped, and says what each address said. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@Tag("alone") // one daemon, and some compare all that it has
@ExtendWith(NeedsDocker.Condition.class)
@interface NeedsDocker {

    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            DockerProbe.Answer answer = DockerProbe.ask();
            return answer.answers()
                    ? ConditionEvaluationResult.enabled("Docker at " + answer.told())
                    : ConditionEvaluationResult.disabled("no Docker daemon answers: " + answer.told());
        }
    }
}
