package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The output of a process in a container, read line by line or up to a mark. */
final class StdoutReader extends ResultCallback.Adapter<Frame> {

    private static final int ERRORS_MAX = 4_000;

    private byte[] pending = {};
    private int from;
    private int to;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private boolean ended;

    @Override
    public synchronized void onNext(Frame frame) {
        if (frame.getStreamType() == StreamType.STDERR) {
            if (errors.size() < ERRORS_MAX) {
                errors.writeBytes(frame.getPayload());
            }
        } else {
            append(frame.getPayload());
        }
        notifyAll();
    }

    private void append(byte[] bytes) {
        if (to + bytes.length > pending.length) {
            byte[] larger = new byte[Math.max(2 * (to - from + bytes.length), 8192)];
            System.arraycopy(pending, from, larger, 0, to - from);
            to -= from;
            from = 0;
            pending = larger;
        }
        System.arraycopy(bytes, 0, pending, to, bytes.length);
        to += bytes.length;
    }

    @Override
    public void onComplete() {
        end();
        super.onComplete();
    }

    /** A broken stream is how a container ends here: it is reported to the waiting caller, and not logged. */
    @Override
    public void onError(Throwable throwable) {
        onComplete();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** What it has complained of since this was last asked. */
    synchronized String takeErrors() {
        String text = errors.toString(StandardCharsets.UTF_8).strip();
        errors.reset();
        return text;
    }

    /** The next line; empty if it does not come until then, or never will. */
    synchronized Optional<String> line(long untilNanos) {
        int searched = 0;
        while (true) {
            for (int at = from + searched; at < to; at++) {
                if (pending[at] == '\n') {
                    String line = new String(pending, from, at - from, StandardCharsets.UTF_8);
                    from = at + 1;
                    return Optional.of(line);
                }
            }
            searched = to - from;
            if (!more(untilNanos)) {
                return Optional.empty();
            }
        }
    }

    /** What comes before a mark, which is taken too; empty if it does not come until then, or never will. */
    synchronized Optional<byte[]> upTo(byte[] mark, long untilNanos) {
        int searched = 0;
        while (true) {
            for (int at = from + searched; at <= to - mark.length; at++) {
                if (Arrays.equals(pending, at, at + mark.length, mark, 0, mark.length)) {
                    byte[] taken = Arrays.copyOfRange(pending, from, at);
                    from = at + mark.length;
                    return Optional.of(taken);
                }
            }
            searched = Math.max(0, to - from - mark.length + 1);
            if (!more(untilNanos)) {
                return Optional.empty();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller looks again
    private boolean more(long untilNanos) {
        long left = untilNanos - System.nanoTime();
        if (ended || left <= 0) {
            return false;
        }
        try {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
