package io.replicatedpostgres.provision.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsDocker
class ResetTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final ContainerPool FLEET = ContainerPool.get();
    private static final ContainerPool.Kind KIND = FLEET.kind(Place.ofThisJvm());
    private static final ImageInspection ANATOMY = FLEET.anatomy(KIND, Place.ofThisJvm());
    private static final String HOME = ContainerStart.SHARED + "/test-reset";

    private final Container container = FLEET.take(KIND);
    private final ContainerHost host = ContainerHost.made(new NodeRef("node-1"), container, ANATOMY.user(), HOME);

    @BeforeEach
    void makeATemplateAndACopy() {
        host.change(List.of(
                FileChange.directory(HOME + "/template/base/5"),
                FileChange.directory(HOME + "/template/empty"),
                file("template/version", "15"),
                file("template/base/5/1", "one"),
                file("template/base/5/2", "two"),
                file("template/base/5/it's a name", "three")));
        expectDone("cp", "-Rp", HOME + "/template", HOME + "/data");
    }

    @AfterEach
    void giveBack() {
        container.asRoot("rm -rf %s; echo gone".formatted(HOME), DEADLINE);
        FLEET.giveBack(KIND, container);
    }

    private static FileChange file(String name, String content) {
        return FileChange.whole(HOME + "/" + name, content.getBytes(UTF_8));
    }

    private void expectDone(String... words) {
        var outcome = host.run(Command.of(words), DEADLINE);
        assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    }

    private void inData(String script) {
        assertThat(container.asRoot("cd %s/data && { %s; } && echo done; cd /".formatted(HOME, script), DEADLINE))
                .isEqualTo("done");
    }

    private boolean aside() {
        return Reset.aside(container, HOME + "/template", HOME + "/data", HOME + "/aside", ANATOMY.user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "echo two >base/5/1",
                "touch -r base/5/1 t; printf eno >base/5/1; touch -r t base/5/1; rm t",
                ": >version",
                "rm version base/5/1 'base/5/it'\\''s a name'",
                "rm -r base/5 empty",
                "echo x >\"base/5/it's a name\"; echo x >version",
                "echo x >new; mkdir -p base/6/7; echo x >base/6/7/8; echo x >'base/5/a new name'; echo x >empty/.hidden",
                "rm base/5/1; mkdir base/5/1.new; echo x >base/5/-rf",
                "rm version; cp -p base/5/1 version",
                "mkfifo pipe base/5/pipe",
                "rm version; mkdir version",
            })
    void whatWasDoneToFilesIsUndone(String script) {
        inData(script + "; chown -R %s .".formatted(ANATOMY.user()));

        boolean kept = aside();

        assertThat(kept).isTrue();
        assertThat(host.exists(HOME + "/data")).isFalse();
        expectDone("diff", "-r", HOME + "/template", HOME + "/aside");
        expectDone(
                "sh", "-c", "cd %s/template; ls -lR >../a; cd ../aside; ls -lR >../b; cmp ../a ../b".formatted(HOME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ln -s /etc/passwd link",
                "mv base ../elsewhere && ln -s ../elsewhere base",
                "rm -r base/5 && echo x >base/5",
                "mkdir 'two\nlines'",
                "chmod 644 version",
                "chmod 755 base",
                "chown 0 version",
                "echo x >'base/5/strange: name'",
                "echo x >'two\nlines'",
                "cd .. && rm -r data && mkdir data",
            })
    void whatCannotBeUndoneForSureIsNotKept(String script) {
        inData(script);

        boolean kept = aside();

        assertThat(kept).isFalse();
    }

    @Test
    void withoutADataDirectoryThereIsNothingToKeep() {
        host.delete(HOME + "/data");

        assertThat(aside()).isFalse();
    }
}
