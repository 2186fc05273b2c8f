package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.PacketFaults;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.IOException;
import java.util.Map;

/** A JVM with a cluster, to be ended in some way. Arguments: the working directory, and how. */
public final class ClusterMain {

    private ClusterMain() {}

    /** Starts a cluster, says {@code UP}, and ends as asked or waits to be ended. */
    public static void main(String[] arguments) throws IOException {
        Place place = Places.with(Map.of(
                PlaceKey.DIRECTORY, arguments[0], PlaceKey.AHEAD, arguments[1].equals("ahead") ? "CLUSTER" : "COPIES"));
        ClusterSpecBuilder spec = ClusterSpec.builder().place(place);
        if (arguments[1].endsWith("disks")) {
            spec.disk(Disk.parse("ext4 256MB, pg_wal on ext4 64MB, archive on ext4 64MB"));
        }
        Cluster cluster = Cluster.start(spec.build());
        if (arguments[1].equals("sick disks")) {
            cluster.inject(DiskFaults.syncFails(cluster.node("node-1"), DataSize.megabytes(1)));
            cluster.inject(DiskFaults.dead(cluster.node("node-1"), Volume.ARCHIVE));
            cluster.inject(DiskFaults.full(cluster.node("node-2"), Volume.ARCHIVE));
            cluster.inject(DiskFaults.slow(cluster.node("node-2"), 1));
        }
        if (arguments[1].equals("stuck")) {
            NothingLeftTest.hangArchiver(cluster.node("node-1"));
            cluster.node("node-2").pause();
        }
        if (arguments[1].equals("lossy")) {
            cluster.inject(PacketFaults.loss(cluster.node("node-1"), 1));
        }
        System.out.println("UP");
        System.out.flush();
        switch (arguments[1]) {
            case "exit" -> System.exit(0);
            case "throw" -> throw new IllegalStateException("not caught");
            default -> {
                while (System.in.read() >= 0) {
                    // until the parent ends it
                }
            }
        }
    }
}
