package io.replicatedpostgres.bench;

/** The pair as everybody makes it: initdb, pg_basebackup and pg_ctl, by a shell, in the same place and as the same user. */
final class PlainTools {

    private static final String PAIR = """
            bin=$1 dir=$2 initdb="$3" conf="$4"
            began=$(date +%s%N)
            "$bin/initdb" -D "$dir/a" -A trust -U postgres $initdb >/dev/null
            local="$conf -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            "$bin/pg_ctl" -D "$dir/a" -w -l "$dir/a.log" -o "$local -p 17311" start >/dev/null
            "$bin/pg_basebackup" -D "$dir/b" -h 127.0.0.1 -p 17311 -U postgres -R -X stream -c fast -C -S b $5
            "$bin/pg_ctl" -D "$dir/b" -w -l "$dir/b.log" -o "$local -p 17312" start >/dev/null
            echo "took $(( $(date +%s%N) - began ))"
            """;

    private static final String CLEAR = """
            bin=$1 dir=$2
            for data in b a; do "$bin/pg_ctl" -D "$dir/$data" -m immediate stop >/dev/null; done
            rm -rf "$dir"
            """;

    private final Lender lender;
    private final String binaries;
    private final String directory;
    private final String[] options;

    private PlainTools(Lender lender, String directory, String... options) {
        this.lender = lender;
        this.binaries = lender.ask("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        this.directory = directory;
        this.options = options;
    }

    /** In the directory of the clusters, with their kind of thrift: small segments, nothing synced. */
    static PlainTools thrifty(Lender lender) {
        return new PlainTools(lender, lender.directory("plain"), "--wal-segsize=1 -N", "-c fsync=off", "-N");
    }

    /** In /tmp, with the options that a tutorial has: none. */
    static PlainTools asInATutorial(Lender lender) {
        return new PlainTools(lender, "/tmp/replicated-postgres-bench", "", "-c fsync=on", "");
    }

    /** Milliseconds until both are up. */
    double pair() {
        lender.shell("mkdir -p \"$1\"", directory);
        return millis(lender.shell(PAIR, binaries, directory, options[0], options[1], options[2]));
    }

    /** Stops and removes the pair. */
    void clear() {
        lender.shell(CLEAR, binaries, directory);
    }

    /** What a script says of its own time, which leaves out the start of the shell. */
    static double millis(String output) {
        return Long.parseLong(output.substring(output.indexOf("took ") + 5).strip()) / 1e6;
    }
}
