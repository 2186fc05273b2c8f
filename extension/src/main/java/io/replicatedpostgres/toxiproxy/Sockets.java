package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** How the sockets of this server are set up and let go. */
final class Sockets {
    private static final System.Logger LOG = System.getLogger(Sockets.class.getPackageName());
    private static final int KEEP_ALIVE_SECONDS = 15;

    private Sockets() {}

    /** Non-blocking, small packets at once, keep-alive after 15 s. */
    static SocketChannel prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        set(channel, StandardSocketOptions.TCP_NODELAY, true);
        set(channel, StandardSocketOptions.SO_KEEPALIVE, true);
        set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
        set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
        return channel;
    }

    static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "no " + option.name(), e);
        }
    }

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "on closing", e);
        }
    }
}
