package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rewind of one node to another, as it is to be done; each method that changes it gives a new one. Nothing happens before
 * {@link #run()}, {@link #dryRun()} or {@link #rejoin()}.
 *
 * <pre>{@code
 * old.rewinding(heir).as(cluster.createRewindRole("rewinder")).rejoin();
 * }</pre>
 *
 * <p>Unless said otherwise all remedies are applied, the source runs, and {@code pg_rewind} logs in as superuser. The deadline
 * of {@code pg_rewind} is that of the spec.
 */
public final class Rewinding {

    private final Node target;
    private final Node source;
    private final RewindPlan plan;
    private final boolean rebuildsWithoutTool;

    private Rewinding(Node target, Node source, RewindPlan plan, boolean rebuildsWithoutTool) {
        this.target = target;
        this.source = source;
        this.plan = plan;
        this.rebuildsWithoutTool = rebuildsWithoutTool;
    }

    static Rewinding of(Node target, Node source) {
        return new Rewinding(
                target,
                source,
                new RewindPlan(target.member(), source.member(), EnumSet.allOf(Remedy.class), null, false),
                false);
    }

    private Rewinding with(Set<Remedy> remedies, @Nullable RewindRole role, boolean fromDirectory) {
        var changed = new RewindPlan(target.member(), source.member(), remedies, role, fromDirectory);
        return new Rewinding(target, source, changed, rebuildsWithoutTool);
    }

    /** The same without some of the remedies, to see what becomes of it. */
    public Rewinding without(Remedy first, Remedy... others) {
        Given.value("first", first);
        Given.each("others", others);
        Set<Remedy> left = EnumSet.copyOf(plan.remedies());
        left.removeAll(EnumSet.of(first, others));
        return with(left, plan.role(), plan.fromDirectory());
    }

    /** The same, logging in at the source as a role that has the four grants and is no superuser. */
    public Rewinding as(RewindRole role) {
        Given.value("role", role);
        return with(plan.remedies(), role, plan.fromDirectory());
    }

    /**
     * The same from the data directory of the source ({@code --source-pgdata}), which must have been stopped in order. The
     * target's host must see that directory: on local processes it does, in containers unless the data lies in memory. The
     * slot of the target is made when the source starts.
     */
    public Rewinding fromDirectory() {
        return with(plan.remedies(), plan.role(), true);
    }

    /**
     * The same, and where {@code pg_rewind} is missing {@link #rejoin()} rebuilds the target by a base backup instead. Embedded
     * binaries lack it. Where it is there nothing changes: a rewind that fails is never followed by a rebuild.
     */
    public Rewinding orRebuild() {
        return new Rewinding(target, source, plan, true);
    }

    /** What it would do, and why it would not work; nothing is touched. */
    public RewindPreflight preflight() {
        return new Preflight(plan).run();
    }

    /** The same where {@code pg_rewind} is not asked for: whether the target can follow as it is. */
    RewindPreflight preflightOfFiles() {
        return new Preflight(plan).ofFiles();
    }

    /**
     * {@code pg_rewind --dry-run}: nothing of the target is touched, and no remedy is applied. It is no preflight: it finds
     * neither a missing right nor missing room, which show only when something is copied, and it fails on a target that was
     * killed, which a rewind would recover.
     *
     * @throws ReplicatedPostgresException if {@code pg_rewind} failed; the message holds what it wrote
     * @throws io.replicatedpostgres.model.SpecException if {@code pg_rewind} is missing
     */
    public RewindResult dryRun() {
        refuseForeign();
        return target.verbs().dryRunRewind(plan);
    }

    /**
     * Does it: throws away what the target has written past the fork, takes what the source has, and makes the target a
     * standby of the source. It is not started.
     *
     * @throws ReplicatedPostgresException if the target runs, or {@code pg_rewind} failed
     * @throws io.replicatedpostgres.model.SpecException if {@code pg_rewind} is missing
     */
    public RewindResult run() {
        refuseForeign();
        return target.verbs().rewind(plan);
    }

    /**
     * Looks, does it, starts the target, and proves that the two are equal afterwards. From a directory the source is started
     * first. No client may write meanwhile.
     *
     * @throws ReplicatedPostgresException if the preflight finds an obstacle, and then nothing was touched; or if the two are
     *     not equal in the end, naming the differences
     */
    public Rejoined rejoin() {
        refuseForeign();
        return Undisturbed.get(() -> Rejoined.by(this));
    }

    /** Whether a rebuild takes its place. */
    boolean rebuilds() {
        return rebuildsWithoutTool && !plan.hasTool();
    }

    Node target() {
        return target;
    }

    Node source() {
        return source;
    }

    RewindPlan plan() {
        return plan;
    }

    private void refuseForeign() {
        if (target.cluster() != source.cluster()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be rewound to %s: that is a node of another cluster (%s). Name one of this cluster: %s."
                            .formatted(
                                    target,
                                    source,
                                    source.cluster(),
                                    target.cluster().nodes()));
        }
    }
}
