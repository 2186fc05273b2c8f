package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A process of its own, so that it can be stopped: takes one connection, reads it to its end, and prints the hash. */
public final class HashingReceiver {

    private HashingReceiver() {}

    /** Prints the port first, and the hash last. */
    public static void main(String... arguments) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            try (Socket socket = server.accept();
                    InputStream in = new DigestInputStream(socket.getInputStream(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
    }
}
