package io.glueconnector.fakeglue.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server on 127.0.0.1. It owns its sockets, so it can break connections as a network does: the JDK's server
 * can neither reset a connection nor truncate a body.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final Function<HttpRequest, Reply> door;
    private final ExecutorService connections =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket listener;
    private Thread acceptor;

    /**
     * Starts listening.
     *
     * @param port the port, 0 for any free one
     * @param door handles each request; called on the connection's own thread
     * @throws UncheckedIOException if the port is taken
     */
    public LoopbackServer(int port, Function<HttpRequest, Reply> door) {
        this.door = door;
        this.listener = listen(port);
        this.port = listener.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** Stops listening and breaks every open connection: clients see "connection refused" from now on. */
    public synchronized void refuse() {
        closeQuietly(listener);
        awaitAcceptor();
        open.forEach(LoopbackServer::closeQuietly);
    }

    /** Listens again on the same port after {@link #refuse()}. */
    public synchronized void accept() {
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    @Override
    public void close() {
        refuse();
        connections.shutdownNow();
        connections.close();
    }

    private ServerSocket listen(int wantedPort) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), wantedPort), BACKLOG);
            String name = "fake-glue-" + socket.getLocalPort();
            acceptor = Thread.ofPlatform().daemon().name(name).start(() -> acceptFrom(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + wantedPort + ": " + e.getMessage(), e);
        }
    }

    /** Waits for the accepting thread to end. Until then, the system does not release the port. */
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptFrom(ServerSocket source) {
        while (!source.isClosed()) {
            try {
                Socket socket = source.accept();
                open.add(socket);
                connections.execute(() -> serve(socket));
            } catch (IOException closedOrAborted) {
                // The loop's condition distinguishes a closed listener from a client that gave up while connecting.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(socket, door).serve();
        } catch (IOException clientLeft) {
            // The client disconnected; nothing to do.
        } finally {
            open.remove(socket);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyGone) {
            // Nothing is left to close.
        }
    }
}
