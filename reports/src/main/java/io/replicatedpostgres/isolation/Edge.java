package io.replicatedpostgres.isolation;

/** Why one transaction comes before another one. */
public enum Edge {
    /** The later one overwrote what the earlier one wrote. */
    WW("ww"),
    /** The later one read what the earlier one wrote. */
    WR("wr"),
    /** The later one overwrote what the earlier one read. */
    RW("rw"),
    /** One client did one after the other. */
    PROCESS("process"),
    /** The earlier one was acknowledged before the later one began. */
    REALTIME("realtime");

    private final String code;

    Edge(String code) {
        this.code = code;
    }

    /** As the literature writes it. */
    public String code() {
        return code;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** All that do not go backwards in time: all but rw. */
    static final int FORWARD = WW.bit() | WR.bit() | PROCESS.bit() | REALTIME.bit();

    static final int ORDER = PROCESS.bit() | REALTIME.bit();
}
