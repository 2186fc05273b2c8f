package io.replicatedpostgres.journal;

/**
 * Something that happened. Each kind is a record whose components are the values of {@code io.replicatedpostgres.model},
 * texts, numbers and lists of these; a component that may be absent is marked {@code @Nullable}, and every other one is
 * required when a journal is read back.
 *
 * <p>The simple name of the record is its name in the file: renaming one is a change of the format.
 */
public sealed interface Event
        permits ScenarioStarted,
                Environment,
                Reproduction,
                Seeded,
                ClusterPlanned,
                ActBegan,
                ActEnded,
                FaultBegan,
                FaultEnded,
                Damaged,
                Repaired,
                RoleChanged,
                TimelineForked,
                LeadersSeen,
                NodeSampled,
                SlotSampled,
                SettingsSampled,
                LogLine,
                AssertionFailed,
                Expectations,
                WorkloadBegan,
                Operations,
                Transactions,
                WorkloadEnded,
                OperationResolved,
                FinalContents,
                Convergence,
                FalseHealth,
                GuaranteeChecked,
                Note,
                ScenarioEnded {}
