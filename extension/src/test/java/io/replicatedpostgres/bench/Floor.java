package io.replicatedpostgres.bench;

/**
 * The same work by a shell's barest commands: copy two data directories that are ready, start both servers with the same
 * settings, and wait for the log line that says that the standby streams. No roles, passwords, slots, links, ports that
 * are reserved, identity of its own, supervision: that is what the ratio to it counts.
 */
final class Floor {

    private static final String PREPARE = """
            bin=$1 dir=$2 conf="$3"
            mkdir -p "$dir/template" "$dir/pair"
            "$bin/initdb" -D "$dir/template/a" -A trust -U postgres --wal-segsize=1 -N >/dev/null
            "$bin/pg_ctl" -D "$dir/template/a" -w -l "$dir/a.log" -o "$conf -p 17321" start >/dev/null
            "$bin/pg_basebackup" -D "$dir/template/b" -h 127.0.0.1 -p 17321 -U postgres -R -X stream -c fast -N
            "$bin/pg_ctl" -D "$dir/template/b" -w -l "$dir/b.log" -o "$conf -p 17322" start >/dev/null
            "$bin/pg_ctl" -D "$dir/template/a" -w -m fast stop >/dev/null
            "$bin/pg_ctl" -D "$dir/template/b" -w -m fast stop >/dev/null
            """;

    private static final String PAIR = """
            bin=$1 dir=$2 conf="$3"
            : >"$dir/a.log" >"$dir/b.log"
            began=$(date +%s%N)
            cp -Rp "$dir/template/a" "$dir/template/b" "$dir/pair"
            copied=$(date +%s%N)
            "$bin/postgres" -D "$dir/pair/a" $conf -p 17321 >"$dir/a.log" 2>&1 &
            "$bin/postgres" -D "$dir/pair/b" $conf -p 17322 >"$dir/b.log" 2>&1 &
            until grep -q 'started streaming' "$dir/b.log"; do sleep 0.001; done
            ended=$(date +%s%N)
            for data in b a; do "$bin/pg_ctl" -D "$dir/pair/$data" -m immediate stop >/dev/null; done
            rm -rf "$dir/pair/a" "$dir/pair/b"
            echo "copied $(( copied - began ))"
            echo "took $(( ended - began ))"
            """;

    private final Lender lender;
    private final String binaries;
    private final String directory;
    private final String settings;

    Floor(Lender lender) {
        this.lender = lender;
        this.binaries = lender.ask("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        this.directory = lender.directory("floor");
        String shared = lender.ask("SHOW shared_buffers");
        this.settings = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c wal_log_hints=on"
                + " -c dynamic_shared_memory_type=mmap -c wal_retrieve_retry_interval=5ms -c shared_buffers=" + shared;
        lender.shell(PREPARE, binaries, directory, settings);
    }

    /** Milliseconds until the standby streams; both are gone when this returns. */
    double pair() {
        return PlainTools.millis(lender.shell(PAIR, binaries, directory, settings));
    }
}
