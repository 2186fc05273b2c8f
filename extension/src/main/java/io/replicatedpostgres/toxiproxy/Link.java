package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: reads from one side, lets the toxics have their way, writes to the other. */
final class Link implements StageContext.Lifeline {
    /** After so many writes others get their turn, however finely the stream is sliced. */
    private static final int FAIR_SHARE = 64;

    private final Connection connection;
    private final Direction direction;
    private final Side source;
    private final Side target;
    private final Traffic traffic;
    private final ByteBuffer scratch;
    private final Timers.Timer timer;
    private final Chain chain = new Chain(this::throwDice);
    private List<Toxic> applied = List.of();
    private @Nullable Chunk writing;
    private Fate fate = Fate.LIVE;
    private boolean sourceEnded;
    private boolean ended;

    Link(Connection connection, Direction direction, Side source, Side target) {
        this.connection = connection;
        this.direction = direction;
        this.source = source;
        this.target = target;
        this.traffic = connection.proxy().traffic(direction);
        this.scratch = connection.loop().scratch();
        this.timer = connection.loop().timers().timer(this::pump);
    }

    /** Takes over the proxy's toxics of this direction as they are now, if they have changed. */
    void reconcile() {
        List<Toxic> wanted = connection.proxy().toxics().of(direction);
        if (ended || isApplied(wanted)) {
            return;
        }
        applied = wanted;
        if (chain.reconcile(wanted, Ticks.now())) {
            pump();
        } else {
            connection.close(false);
        }
    }

    void readable() {
        if (sourceEnded) {
            return;
        }
        boolean direct = writing == null && chain.isIdle();
        scratch.clear().limit(direct ? scratch.capacity() : Chunk.LARGEST);
        int count = read();
        if (count < 0) {
            sourceEnded();
        } else if (count > 0 && direct) {
            traffic.received(count);
            scratch.flip();
            passDirectly();
        } else if (count > 0) {
            traffic.received(count);
            long now = Ticks.now();
            chain.put(Chunk.copyOf(scratch.flip(), now), now);
            pump();
        }
    }

    /** Moves what can be moved, and sees to it that the rest will be. */
    void pump() {
        if (ended) {
            return;
        }
        long now = Ticks.now();
        chain.advance(now);
        int share = FAIR_SHARE;
        while (share > 0 && deliverNext(now)) {
            share--;
        }
        if (fate != Fate.LIVE) {
            connection.close(fate == Fate.RESET);
        } else if (!ended) {
            source.wantRead(!sourceEnded && chain.wants() && (writing == null || !chain.isPassing()));
            target.wantWrite(writing != null);
            timer.set(share == 0 ? now : chain.due());
        }
    }

    /** There will be nothing more to read; what has been read still goes its way. */
    void sourceEnded() {
        if (sourceEnded || ended) {
            return;
        }
        sourceEnded = true;
        long now = Ticks.now();
        chain.put(Chunk.end(now), now);
        pump();
    }

    /** Nothing more can be delivered. */
    void abort() {
        if (!ended) {
            discard();
            connection.ended(this);
        }
    }

    /** Forgets everything and does nothing any more. */
    void discard() {
        ended = true;
        writing = null;
        timer.set(Ticks.NEVER);
        chain.discard();
    }

    boolean hasEnded() {
        return ended;
    }

    Side target() {
        return target;
    }

    @Override
    public void cut() {
        fate = Fate.CUT;
    }

    @Override
    public void reset() {
        fate = Fate.RESET;
    }

    @SuppressWarnings("ReferenceEquality") // a set of toxics that has changed is another list
    private boolean isApplied(List<Toxic> wanted) {
        return wanted == applied;
    }

    private Stage throwDice(Toxic toxic) {
        return connection.stage(toxic, this);
    }

    private int read() {
        try {
            return source.channel().read(scratch);
        } catch (IOException reset) {
            connection.broken(source);
            return 0;
        }
    }

    private void passDirectly() {
        write(scratch);
        if (scratch.hasRemaining() && !ended) {
            writing = Chunk.copyOf(scratch, Ticks.now());
            source.wantRead(false);
            target.wantWrite(true);
        }
    }

    /** Writes what comes next as far as possible; returns whether there may be more. */
    private boolean deliverNext(long now) {
        Chunk chunk = writing == null ? chain.poll(now) : writing;
        writing = chunk;
        if (chunk == null) {
            return false;
        }
        if (chunk.end()) {
            abort();
            return false;
        }
        write(chunk.data());
        if (ended || chunk.data().hasRemaining()) {
            return false;
        }
        writing = null;
        return true;
    }

    private void write(ByteBuffer bytes) {
        try {
            traffic.sent(target.channel().write(bytes));
        } catch (IOException gone) {
            abort();
        }
    }

    private enum Fate {
        LIVE,
        CUT,
        RESET
    }
}
