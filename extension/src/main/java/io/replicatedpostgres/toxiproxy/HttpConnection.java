package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client of the API: request after request, each with a deadline. */
final class HttpConnection implements EventLoop.Handler {
    private static final long IDLE_SECONDS = 60;
    private static final long READ_SECONDS = 15;
    private static final long WRITE_SECONDS = 30;
    private static final long FAREWELL_SECONDS = 2;
    private static final int UNREAD_LIMIT = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Function<HttpRequest, HttpResponse> api;
    private final Timers.Timer deadline;
    private HttpParser parser = new HttpParser();
    private ByteBuffer unread = NOTHING;
    private @Nullable ByteBuffer answer;
    private boolean lastAnswer;
    private boolean farewell;

    private HttpConnection(EventLoop loop, SocketChannel accepted, Function<HttpRequest, HttpResponse> api)
            throws IOException {
        this.loop = loop;
        this.channel = Sockets.prepare(accepted);
        this.api = api;
        this.deadline = loop.timers().timer(this::expired);
        this.key = loop.register(channel, SelectionKey.OP_READ, this);
        within(READ_SECONDS);
    }

    /** Serves a client that has just been accepted, until it leaves or lets a deadline pass. */
    static void open(EventLoop loop, SocketChannel accepted, Function<HttpRequest, HttpResponse> api)
            throws IOException {
        new HttpConnection(loop, accepted, api);
    }

    @Override
    public void ready(int operations) throws IOException {
        if (answer != null) {
            write();
        } else if ((operations & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    @Override
    public void close() {
        deadline.set(Ticks.NEVER);
        Sockets.close(channel);
    }

    /**
     * The loop answers all clients one after the other, so a deadline can pass while a request waits in the kernel to be read.
     * Such a request is not late: it is read before its client is closed.
     */
    private void expired() {
        HttpParser before = parser;
        boolean begun = parser.hasBegun();
        try {
            if (answer == null && !farewell) {
                read();
            }
        } catch (IOException | RuntimeException e) {
            close();
            return;
        }
        boolean goesOn = parser != before || parser.hasBegun() != begun;
        if (!goesOn) {
            close();
        }
    }

    private void read() throws IOException {
        ByteBuffer scratch = loop.scratch();
        scratch.clear().limit(UNREAD_LIMIT);
        int count = channel.read(scratch);
        if (count < 0) {
            close();
        } else if (count > 0 && !farewell) {
            unread = ByteBuffer.allocate(count).put(scratch.flip()).flip();
            serve();
        }
    }

    /** Answers what has been read, one request after the other, as far as the answers can be written. */
    private void serve() throws IOException {
        while (unread.hasRemaining() && answer == null && !farewell) {
            boolean begun = parser.hasBegun();
            try {
                HttpRequest request = parser.feed(unread);
                if (request != null) {
                    answer(api.apply(request), request.protocol());
                } else if (parser.awaitsContinue()) {
                    channel.write(ByteBuffer.wrap(CONTINUE));
                }
            } catch (ApiException refused) {
                answer(HttpResponse.unreadable(refused), HttpRequest.Protocol.LAST);
            }
            if (!begun && answer == null && parser.hasBegun()) {
                within(READ_SECONDS);
            }
        }
        if (!unread.hasRemaining()) {
            unread = NOTHING;
        }
    }

    private void answer(HttpResponse response, HttpRequest.Protocol protocol) throws IOException {
        parser = new HttpParser();
        answer = response.encode(protocol);
        lastAnswer = !protocol.keepAlive();
        within(WRITE_SECONDS);
        write();
    }

    private void write() throws IOException {
        ByteBuffer rest = answer;
        if (rest == null) {
            return;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        answer = null;
        key.interestOps(SelectionKey.OP_READ);
        if (lastAnswer) {
            sayFarewell();
        } else {
            within(IDLE_SECONDS);
            serve();
        }
    }

    /** Closing with bytes unread would reset the connection and may take the answer with it. */
    private void sayFarewell() throws IOException {
        farewell = true;
        channel.shutdownOutput();
        within(FAREWELL_SECONDS);
    }

    private void within(long seconds) {
        deadline.set(Ticks.after(Ticks.now(), seconds, TimeUnit.SECONDS));
    }
}
