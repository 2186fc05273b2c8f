package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.ClusterSpec;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter or field that wants a cluster or one of its nodes.
 *
 * @param where what it is called in messages
 * @param type its type
 * @param nodeName the name of the node; null without {@link OnNode}
 */
record InjectionPoint(String where, Class<?> type, @Nullable String nodeName) {

    static InjectionPoint of(Parameter parameter) {
        return of(parameter, parameter.getType(), "%s of %s".formatted(parameter, parameter.getDeclaringExecutable()));
    }

    static InjectionPoint of(Field field) {
        return of(field, field.getType(), "field " + field);
    }

    private static InjectionPoint of(AnnotatedElement element, Class<?> type, String where) {
        OnNode onNode = element.getAnnotation(OnNode.class);
        return new InjectionPoint(where, type, onNode == null ? null : onNode.value());
    }

    /** A cluster, an annotated parameter, or a node without an annotation: no other extension resolves these. */
    static boolean isOne(Parameter parameter) {
        return parameter.getType() == Cluster.class
                || parameter.isAnnotationPresent(OnNode.class)
                || (parameter.getType() == Node.class && parameter.getAnnotations().length == 0);
    }

    /** A cluster that can be set, and what is marked. Other nodes are the test's own variables. */
    static boolean isOne(Field field) {
        return (field.getType() == Cluster.class && !Modifier.isFinal(field.getModifiers()))
                || field.isAnnotationPresent(OnNode.class);
    }

    /** Refuses what no such cluster can fulfil, before one is started. */
    void check(ClusterSpec spec) {
        String names = spec.nodes().stream().map(node -> node.ref().name()).collect(Collectors.joining(", "));
        if (nodeName == null) {
            if (type == Node.class) {
                throw Refusal.of(where, "a Node is injected by its name", "Write @OnNode(\"…\") with one of " + names);
            }
        } else if (type != Node.class) {
            throw Refusal.of(where, "@OnNode belongs to a Node", "Make it one, or leave @OnNode out");
        } else if (spec.nodes().stream().noneMatch(node -> node.ref().name().equals(nodeName))) {
            throw Refusal.of(where, "there is no node \"%s\"".formatted(nodeName), "Name one of " + names);
        }
    }

    Object from(Cluster cluster) {
        return nodeName == null ? cluster : cluster.node(nodeName);
    }
}
