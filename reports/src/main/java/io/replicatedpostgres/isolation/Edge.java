package io.replicatedpostgres.isolation;

/** Why one transaction comes before another one. */
public enum Edge {
    /** The later one overwrote what the earlier one wrote. */
    WW("ww", 1),
    /** The later one read what the earlier one wrote. */
    WR("wr", 2),
    /** The later one overwrote what the earlier one read. */
    RW("rw", 4),
    /** One client did one after the other. */
    PROCESS("process", 8),
    /** The earlier one was acknowledged before the later one began. */
    REALTIME("realtime", 16);

    private final String code;
    private final int bit;

    Edge(String code, int bit) {
        this.code = code;
        this.bit = bit;
    }

    /** As the literature writes it. */
    public String code() {
        return code;
    }

    int bit() {
        return bit;
    }

    /** All that do not go backwards in time: all but rw. */
    static final int FORWARD = WW.bit() | WR.bit() | PROCESS.bit() | REALTIME.bit();

    static final int ORDER = PROCESS.bit() | REALTIME.bit();
}
