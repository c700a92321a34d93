package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where and how to listen; made by {@link StreamServer#on}. Immutable: each setting makes another
 * one, and any thread and any loop may use the same.
 */
public final class ServerSetup {
  private SocketAddress address;
  private final Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
  private final Map<ChannelOption<?>, Object> childOptions = new LinkedHashMap<>();
  private boolean reusePort;
  int limit = ByteReader.DEFAULT_LIMIT;
  int maxConnections = Integer.MAX_VALUE;
  Duration acceptPause = Duration.ofSeconds(1);
  @Nullable Tls tls;

  ServerSetup(SocketAddress address) {
    this.address = address;
    options.put(ChannelOption.SO_BACKLOG, 1024);
    if (address instanceof InetSocketAddress) {
      options.put(ChannelOption.SO_REUSEADDR, true);
    }
  }

  /** A copy with one thing changed. */
  private ServerSetup with(Consumer<ServerSetup> change) {
    ServerSetup s = new ServerSetup(address);
    s.options.putAll(options);
    s.childOptions.putAll(childOptions);
    s.reusePort = reusePort;
    s.limit = limit;
    s.maxConnections = maxConnections;
    s.acceptPause = acceptPause;
    s.tls = tls;
    change.accept(s);
    return s;
  }

  /**
   * Sets another address, mostly the one that a server with port zero has got.
   *
   * @param address of the same kind: a host and a port, or a Unix socket
   * @return another setup
   */
  public ServerSetup address(SocketAddress address) {
    return with(s -> s.address = Objects.requireNonNull(address, "address"));
  }

  /**
   * Returns whether it is for TCP.
   *
   * @return false for a Unix socket, which several servers cannot share
   */
  public boolean hasPort() {
    return address instanceof InetSocketAddress;
  }

  /**
   * Encrypts the connections: the coroutine of one runs when its handshake is done. A handshake
   * that fails goes to the loop's exception handler, and the server goes on.
   *
   * @param tls {@link Tls#server(java.security.PrivateKey, java.security.cert.X509Certificate...)}
   * @return another setup
   * @throws IllegalArgumentException if it is a client's
   */
  public ServerSetup tls(Tls tls) {
    if (tls.isClient()) {
      throw new IllegalArgumentException("a server needs Tls.server(), was " + tls);
    }
    return with(s -> s.tls = tls);
  }

  /**
   * Sets how much a line or a separated read of the connections may hold.
   *
   * @param bytes at least 1; 64 KiB unless set
   * @return another setup
   * @throws IllegalArgumentException if {@code bytes} is less than 1
   */
  public ServerSetup limit(int bytes) {
    return with(s -> s.limit = ByteReader.atLeast(1, "limit", bytes));
  }

  /**
   * Sets how many connections are open at a time. Who comes then is not refused, but waits with the
   * system until another one has ended.
   *
   * @param limit at least 1; no limit unless set
   * @return another setup
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public ServerSetup maxConnections(int limit) {
    return with(s -> s.maxConnections = ByteReader.atLeast(1, "limit", limit));
  }

  /**
   * Sets how long no connection is accepted after an error in accepting one: mostly, after the
   * process could open no more files.
   *
   * @param pause 1 s unless set
   * @return another setup
   */
  public ServerSetup acceptPause(Duration pause) {
    return with(s -> s.acceptPause = Objects.requireNonNull(pause, "pause"));
  }

  /**
   * Lets several servers listen on the same port, among which the system divides the connections
   * (asyncio: reuse_port).
   *
   * @return another setup; {@link #start} fails if the platform cannot
   */
  public ServerSetup reusePort() {
    return with(s -> s.reusePort = true);
  }

  /**
   * Sets an option of the listening socket.
   *
   * @param option such as {@code ChannelOption.SO_BACKLOG}, which is 1024 unless set
   * @param value of the option
   * @return another setup; {@link #start} fails with {@link IllegalArgumentException} if the socket
   *     does not have the option
   */
  public <T> ServerSetup option(ChannelOption<T> option, T value) {
    return with(s -> s.options.put(Objects.requireNonNull(option, "option"), value));
  }

  /**
   * Sets an option of the connections.
   *
   * @param option such as {@code ChannelOption.SO_RCVBUF}
   * @param value of the option
   * @return another setup
   */
  public <T> ServerSetup childOption(ChannelOption<T> option, T value) {
    return with(s -> s.childOptions.put(Objects.requireNonNull(option, "option"), value));
  }

  /**
   * Listens. If cancelled, nobody listens.
   *
   * <p>On a Unix socket, what another process has left behind is removed first, and so is the
   * server's own when it stops accepting.
   *
   * @param body runs for each connection, as a task of its own
   * @return cold; the server, which listens, on the loop that awaits. Fails with {@link
   *     java.net.BindException} if it cannot, with {@link java.net.UnknownHostException} if the
   *     host has no address, or another {@link IOException} if there is no socket
   */
  public Mono<StreamServer> start(CoroutineWith<? super ByteStream, ?> body) {
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          Loop loop = co.loop();
          StreamServer server = new StreamServer(loop, body, this);
          Sockets.resolved(address);
          Path path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
          if (path != null) {
            removeSocket(path);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
              // Netty would remove it
              throw new BindException(path + " is a file. Remove it, or listen on another path");
            }
          }
          Channel listening =
              Sockets.open(
                  loop,
                  path == null ? ServerSocketChannel.class : ServerDomainSocketChannel.class,
                  options);
          if (reusePort) {
            sharePort(listening);
          }
          Deferred<Boolean> bound = new Deferred<>(loop);
          Sockets.register(
              loop,
              listening,
              bound,
              () ->
                  Sockets.into(
                      listening.bind(Sockets.addressFor(listening, address)), bound));
          try {
            co.await(bound);
          } catch (IOException e) {
            listening.close();
            BindException named =
                new BindException("cannot listen on " + address + ": " + e.getMessage());
            named.initCause(e);
            throw named;
          } catch (Throwable t) {
            listening.close();
            throw t;
          }
          server.listens(listening, path);
          return server;
        });
  }

  private static void sharePort(Channel listening) {
    if (Sockets.isNio(listening)) {
      Sockets.set(listening, NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    } else {
      Sockets.set(listening, UnixChannelOption.SO_REUSEPORT, true);
    }
  }

  /** Removes a socket, but nothing else. */
  static void removeSocket(Path path) throws IOException {
    try {
      if (isSocket(path)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // as it should be
    }
  }

  /** Pipes and devices are neither files nor directories, too. */
  private static boolean isSocket(Path path) throws IOException {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0170000)
            == 0140000
        : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther();
  }

  void configure(Channel guest) {
    guest.config().setAutoRead(false);
    guest.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    childOptions.forEach((option, value) -> Sockets.set(guest, option, value));
  }

  /** {@code ServerSetup[/127.0.0.1:0]}. */
  @Override
  public String toString() {
    return "ServerSetup[" + address + "]";
  }
}
