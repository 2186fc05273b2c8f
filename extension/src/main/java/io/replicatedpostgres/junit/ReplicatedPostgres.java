package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a real PostgreSQL primary with real standbys, as a {@link io.replicatedpostgres.cluster.Cluster} or its
 * {@link io.replicatedpostgres.cluster.Node}s ({@link OnNode}).
 *
 * <p>On a test method it asks for that method's cluster; on a class, a nested class or another annotation, for that of each
 * method in it. The nearest one counts, as a whole: on the method, else on the nested class, else on its enclosing class.
 *
 * <p>How long a cluster lives depends on where it is injected:
 * <ul>
 *   <li>a parameter of a test or lifecycle method or of a constructor, or an instance field: one per test method;
 *   <li>a static field, or anything with {@link #shared()}: one for the class and the nested classes without an annotation
 *       of their own.
 * </ul>
 *
 * <p>It starts when the first parameter or field wants it. Every standby streams then.
 *
 * <p>A {@code Cluster} in {@code @BeforeAll} without {@code shared}, or an instance field in a class with one instance for
 * several concurrent methods, is an error: the methods would silently share it. So is a static field when only a method
 * carries the annotation, and a {@code Node} parameter without {@link OnNode}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ReplicatedPostgresExtension.class)
public @interface ReplicatedPostgres {

    /** How many standbys stream from the primary: 0 to 8. Not together with {@link #names()} or {@link #standby()}. */
    int standbys() default 1;

    /** The names of the nodes, the primary's first; by default {@code node-1}, {@code node-2} … */
    String[] names() default {};

    /** The standbys one by one, when they differ: their names, upstreams (a cascade), slots and settings. */
    Standby[] standby() default {};

    /**
     * The names of the physical replication slots on the primary. The first standby of the primary uses the first, and so
     * on; what is left over is made and not used. By default one per standby, named after it with {@code _} for {@code -}.
     */
    String[] slots() default {};

    /** Whether the standbys stream through slots; without, WAL that they still need may be removed. */
    boolean standbysUseSlots() default true;

    /** What a commit waits for. */
    SynchronousCommit synchronousCommit() default SynchronousCommit.ON;

    /**
     * Whom it waits for, as in {@code synchronous_standby_names}: {@code FIRST 1 (node-2, node-3)}, {@code ANY 1 (*)},
     * {@code none}. By default no standby; with {@code REMOTE_WRITE} and {@code REMOTE_APPLY} the first of all standbys.
     */
    String synchronousStandbys() default "";

    /** Where finished WAL goes. */
    ArchiveMode archive() default ArchiveMode.PER_NODE;

    /** PostgreSQL settings of all nodes, each {@code name = value}. */
    String[] settings() default {};

    /** PostgreSQL settings of the first primary alone. */
    String[] primarySettings() default {};

    /**
     * SQL that runs once before the first test, in the database {@code postgres}: names of class-path resources, looked up
     * beside the test class or one it extends and then from the root, or of files. In UTF-8; each statement runs by itself, as in {@code
     * psql}, and the lines after {@code COPY … FROM stdin} are its data.
     */
    String[] initScripts() default {};

    /**
     * A disk of its own for each node, so that {@code node.cutPower()} can take away what was not synced: {@code ext4} or {@code xfs},
     * with a size if 512 MB will not do ({@code ext4 1GB}). WAL and archive can lie on others: {@code ext4, pg_wal on ext4 256MB, archive on
     * ext4}. Needs root on Linux, or containers with {@code SYS_ADMIN} ({@code docs/operations.md}); {@code @RequiresFault(POWER_CUT)}
     * skips a test elsewhere. With a disk {@code fsync} is on. By default none.
     */
    String disk() default "";

    /**
     * The failover manager that promotes the servers: Patroni, which starts and stops them too, or repmgr. With one, each node has an address of its own in a network
     * that faults can cut, {@code cluster.manager()} asks and instructs the manager, and the verbs that would fight it are refused. Needs
     * root on Linux, {@code ip}, {@code iptables}, and the manager's programs; {@code @RequiresManager} skips a test elsewhere. By
     * default none.
     */
    ManagerKind manager() default ManagerKind.NONE;

    /**
     * The manager's own settings, each {@code name = value}: of Patroni those of its dynamic configuration. By default {@code ttl = 10},
     * {@code loop_wait = 1}, {@code retry_timeout = 2}, so that a failover takes seconds; Patroni from 4.0 on raises them to
     * its minima of 20, 1 and 3. Of repmgr those of {@code repmgr.conf} that are about failovers; by default three attempts to reconnect, a
     * second apart.
     */
    String[] managerSettings() default {};

    /** How many members the manager's distributed configuration store (etcd) has: 1, 3 or 5. repmgr has none. */
    int dcsMembers() default 1;

    /**
     * The deadline of each single operation: a number with {@code ms}, {@code s} or {@code m}. Making the files of the servers may take five
     * minutes, where this is shorter.
     */
    String timeout() default "30s";

    /** The major or whole version of PostgreSQL, for example {@code 15}; by default the newest installed, in containers
     * 17. */
    String version() default "";

    /** One cluster for all tests of the class; on a method, for all its repetitions and parameterized invocations. */
    boolean shared() default false;
}
