package io.replicatedpostgres.chaos;

import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A spec as code that asks for it: an annotation where that can say all of it, else a field with the extension's builder, which
 * takes the primary's name beside standbys one by one, the text of init scripts, and a deadline of less than a millisecond.
 */
final class SpecText {

    private static final Duration TIMEOUT_BY_DEFAULT = Duration.ofSeconds(30);

    private final ClusterSpec spec;
    private final SpecForm form;
    private final Imports imports;

    private SpecText(ClusterSpec spec, SpecForm form, Imports imports) {
        this.spec = spec;
        this.form = form;
        this.imports = imports;
    }

    /** Empty for a spec that no builder makes. */
    static Optional<SpecText> of(ClusterSpec spec, Imports imports) {
        return SpecForm.of(spec).map(form -> new SpecText(spec, form, imports));
    }

    boolean isAnnotation() {
        return form.fitsAnAnnotation()
                && spec.initScripts().isEmpty()
                && spec.timeout().equals(Duration.ofMillis(spec.timeout().toMillis()));
    }

    /** The annotation of the method. */
    String annotation() {
        var attributes = new ArrayList<String>();
        if (form.isByNumber()) {
            add(
                    attributes,
                    form.standbys().size() == 1
                            ? null
                            : "standbys = " + form.standbys().size());
        } else if (form.isByName()) {
            attributes.add("names = " + array(form.names()));
        } else {
            attributes.add(form.standbys().stream()
                    .map(this::standbyAnnotation)
                    .collect(Collectors.joining(",\n            ", "standby = {\n            ", "\n        }")));
        }
        add(attributes, form.slots().isEmpty() ? null : "slots = " + array(form.slots()));
        add(attributes, form.usesSlots() ? null : "standbysUseSlots = false");
        add(attributes, commit() == null ? null : "synchronousCommit = " + commit());
        add(attributes, whom() == null ? null : "synchronousStandbys = " + whom());
        add(attributes, archive() == null ? null : "archive = " + archive());
        addSettings(attributes, "settings", spec.settings());
        addSettings(attributes, "primarySettings", spec.primary().settings());
        add(
                attributes,
                spec.disk()
                        .map(disk -> "disk = " + JavaText.literal(disk.words()))
                        .orElse(null));
        addManager(attributes);
        add(attributes, hasTimeout() ? "timeout = " + JavaText.literal(seconds(spec.timeout())) : null);
        String version = spec.place().version();
        add(attributes, version == null ? null : "version = " + JavaText.literal(version));
        String name = "@" + imports.ours("junit.ReplicatedPostgres");
        return attributes.isEmpty()
                ? name
                : attributes.stream().collect(Collectors.joining(",\n        ", name + "(\n        ", ")"));
    }

    /** The field of the extension. */
    String field() {
        String extension = imports.ours("junit.ReplicatedPostgresExtension");
        var calls = new ArrayList<String>();
        if (form.isByNumber()) {
            calls.add("standbys(%s)".formatted(form.standbys().size()));
        } else {
            calls.add("primaryName(%s)".formatted(JavaText.literal(form.primary())));
            calls.add("standbys(%s.of(%s))"
                    .formatted(
                            imports.type(List.class),
                            form.standbys().stream().map(this::standbyCall).collect(Collectors.joining(", "))));
        }
        add(calls, form.slots().isEmpty() ? null : "slots(%s)".formatted(JavaText.literals(form.slots())));
        add(calls, form.usesSlots() ? null : "standbysUseSlots(false)");
        add(calls, commit() == null ? null : "synchronousCommit(%s)".formatted(commit()));
        add(
                calls,
                whom() == null
                        ? null
                        : "synchronousStandbys(%s.parse(%s))"
                                .formatted(imports.type(SynchronousStandbys.class), whom()));
        add(calls, archive() == null ? null : "archive(%s)".formatted(archive()));
        addCall(calls, "settings", spec.settings());
        addCall(calls, "primarySettings", spec.primary().settings());
        add(calls, spec.initScripts().isEmpty() ? null : "initScripts(%s)".formatted(scripts()));
        add(
                calls,
                spec.disk()
                        .map(disk -> "disk(%s.parse(%s))"
                                .formatted(imports.type(Disk.class), JavaText.literal(disk.words())))
                        .orElse(null));
        spec.manager()
                .ifPresent(manager -> calls.add("manager(new %s(%s.%s, %s.parse(%s.of(%s)), %s))"
                        .formatted(
                                imports.type(Manager.class),
                                imports.type(ManagerKind.class),
                                manager.kind(),
                                imports.type(Manager.class),
                                imports.type(List.class),
                                JavaText.literals(SpecForm.settings(manager.settings())),
                                manager.dcsMembers())));
        add(calls, hasTimeout() ? "timeout(%s)".formatted(JavaText.duration(spec.timeout(), imports)) : null);
        String version = spec.place().version();
        add(
                calls,
                version == null
                        ? null
                        : "place(%s.ofThisJvm().withVersion(%s))"
                                .formatted(imports.type(Place.class), JavaText.literal(version)));
        calls.add("build();");
        return "@%s%nstatic final %s POSTGRES = %s.builder()%n        .%s"
                .formatted(
                        imports.type("org.junit.jupiter.api.extension.RegisterExtension"),
                        extension,
                        extension,
                        String.join("\n        .", calls));
    }

    private void addManager(List<String> attributes) {
        spec.manager().ifPresent(manager -> {
            attributes.add("manager = " + imports.type(ManagerKind.class) + "." + manager.kind());
            addSettings(attributes, "managerSettings", manager.settings());
            add(attributes, manager.dcsMembers() == 1 ? null : "dcsMembers = " + manager.dcsMembers());
        });
    }

    private String standbyAnnotation(StandbySpec standby) {
        var parts = new ArrayList<String>();
        add(parts, standby.name() == null ? null : "name = " + JavaText.literal(standby.name()));
        add(parts, standby.upstream() == null ? null : "upstream = " + JavaText.literal(standby.upstream()));
        String type = imports.ours("junit.Standby");
        String slot = standby.slot();
        add(parts, slot == null ? null : "slot = " + (slot.isEmpty() ? type + ".NO_SLOT" : JavaText.literal(slot)));
        add(parts, standby.settings().isEmpty() ? null : "settings = " + array(standby.settings()));
        Disk disk = standby.disk();
        add(parts, disk == null ? null : "disk = " + JavaText.literal(disk.words()));
        return "@%s(%s)".formatted(type, String.join(", ", parts));
    }

    private String standbyCall(StandbySpec standby) {
        var call = new StringBuilder(imports.type(StandbySpec.class) + ".standby()");
        append(call, "named", standby.name());
        append(call, "from", standby.upstream());
        append(call, "through", standby.slot());
        if (!standby.settings().isEmpty()) {
            call.append(".with(%s)".formatted(JavaText.literals(standby.settings())));
        }
        Disk disk = standby.disk();
        if (disk != null) {
            call.append(".on(%s.parse(%s))".formatted(imports.type(Disk.class), JavaText.literal(disk.words())));
        }
        return call.toString();
    }

    private static void append(StringBuilder call, String method, @Nullable String argument) {
        if (argument != null) {
            call.append(".%s(%s)".formatted(method, JavaText.literal(argument)));
        }
    }

    private @Nullable String commit() {
        SynchronousCommit commit = spec.synchronousCommit();
        return commit == SynchronousCommit.ON ? null : imports.type(SynchronousCommit.class) + "." + commit.name();
    }

    /** Whom a commit waits for, unless that is so by default. */
    private @Nullable String whom() {
        SynchronousStandbys byDefault =
                spec.synchronousCommit().needsStandbys() && spec.manager().isEmpty()
                        ? SynchronousStandbys.first(1)
                        : SynchronousStandbys.none();
        return spec.synchronousStandbys().equals(byDefault)
                ? null
                : JavaText.literal(spec.synchronousStandbys().toString().replace("\"", ""));
    }

    private @Nullable String archive() {
        return spec.archive() == ArchiveMode.PER_NODE
                ? null
                : imports.type(ArchiveMode.class) + "." + spec.archive().name();
    }

    private String scripts() {
        return spec.initScripts().stream()
                .map(script -> "new %s(%s, %s)"
                        .formatted(
                                imports.type(InitScript.class),
                                JavaText.literal(script.name()),
                                JavaText.literal(script.sql())))
                .collect(Collectors.joining(", ", imports.type(List.class) + ".of(", ")"));
    }

    private boolean hasTimeout() {
        return !spec.timeout().equals(TIMEOUT_BY_DEFAULT);
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + "s" : timeout.toMillis() + "ms";
    }

    private static void addSettings(List<String> attributes, String name, Map<String, String> settings) {
        add(attributes, settings.isEmpty() ? null : name + " = " + array(SpecForm.settings(settings)));
    }

    private static void addCall(List<String> calls, String name, Map<String, String> settings) {
        add(
                calls,
                settings.isEmpty() ? null : "%s(%s)".formatted(name, JavaText.literals(SpecForm.settings(settings))));
    }

    private static String array(List<String> texts) {
        return "{%s}".formatted(JavaText.literals(texts));
    }

    private static void add(List<String> parts, @Nullable String part) {
        if (part != null) {
            parts.add(part);
        }
    }
}
