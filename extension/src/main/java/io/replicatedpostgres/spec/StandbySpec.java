package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A standby as {@link ClusterSpecBuilder} takes it; whatever is null gets its default.
 *
 * @param name its name; by default {@code node-2}, {@code node-3} …
 * @param upstream the node it streams from; by default the primary
 * @param slot the slot it streams through; by default one of its own; empty for none
 * @param settings its own settings, each {@code name = value}
 * @param disk a disk of its own for it alone; by default what the cluster has
 */
public record StandbySpec(
        @Nullable String name,
        @Nullable String upstream,
        @Nullable String slot,
        List<String> settings,
        @Nullable Disk disk) {

    /** Copies the settings. */
    public StandbySpec {
        Given.each("settings", settings);
        settings = List.copyOf(settings);
    }

    /** A standby with every default. */
    public static StandbySpec standby() {
        return new StandbySpec(null, null, null, List.of(), null);
    }

    /** The same with a name. */
    public StandbySpec named(String newName) {
        Given.value("newName", newName);
        return new StandbySpec(newName, upstream, slot, settings, disk);
    }

    /** The same, streaming from another standby: a cascade. */
    public StandbySpec from(String newUpstream) {
        Given.value("newUpstream", newUpstream);
        return new StandbySpec(name, newUpstream, slot, settings, disk);
    }

    /** The same, streaming through this slot; empty for none. */
    public StandbySpec through(String newSlot) {
        Given.value("newSlot", newSlot);
        return new StandbySpec(name, upstream, newSlot, settings, disk);
    }

    /** The same with settings of its own. */
    public StandbySpec with(String... newSettings) {
        Given.each("newSettings", newSettings);
        return new StandbySpec(name, upstream, slot, List.of(newSettings), disk);
    }

    /** The same on a disk of its own, whatever the other nodes have: it alone can lose its power, or have a sick disk. */
    public StandbySpec on(Disk newDisk) {
        Given.value("newDisk", newDisk);
        return new StandbySpec(name, upstream, slot, settings, newDisk);
    }
}
