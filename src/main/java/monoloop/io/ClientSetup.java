package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.util.NetUtil;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where and how to connect; made by {@link ByteStream#to}. Immutable: each setting makes another
 * one, and any thread and any loop may use the same.
 *
 * <p>A host with several addresses is tried as RFC 8305 says ("happy eyeballs"): the families take
 * turns, IPv6 first; the next address is tried when the one before has failed or has not answered
 * within the {@linkplain #attemptDelay attempt delay}; the first connection wins and the others are
 * closed.
 */
public final class ClientSetup {
  private final SocketAddress to;
  private final Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
  private int limit = ByteReader.DEFAULT_LIMIT;
  private Duration attemptDelay = Duration.ofMillis(250);
  private Resolver resolver = Resolver.dns();
  private @Nullable SocketAddress local;
  private @Nullable Tls tls;

  ClientSetup(SocketAddress to) {
    this.to = to;
  }

  /** A copy with one thing changed. */
  private ClientSetup with(Consumer<ClientSetup> change) {
    ClientSetup s = new ClientSetup(to);
    s.options.putAll(options);
    s.limit = limit;
    s.attemptDelay = attemptDelay;
    s.resolver = resolver;
    s.local = local;
    s.tls = tls;
    change.accept(s);
    return s;
  }

  /**
   * Encrypts the connection: its Mono completes when the handshake is done.
   *
   * @param tls {@link Tls#client()}; the peer must have a certificate for the host
   * @return another setup
   * @throws IllegalArgumentException if it is a server's
   */
  public ClientSetup tls(Tls tls) {
    return with(s -> s.tls = tls.requireClient());
  }

  /**
   * Sets how much a line or a separated read may hold.
   *
   * @param bytes at least 1; 64 KiB unless set
   * @return another setup
   * @throws IllegalArgumentException if {@code bytes} is less than 1
   */
  public ClientSetup limit(int bytes) {
    return with(s -> s.limit = ByteReader.atLeast(1, "limit", bytes));
  }

  /**
   * Sets who looks up the host.
   *
   * @param resolver {@link Resolver#dns()} unless set
   * @return another setup
   */
  public ClientSetup resolver(Resolver resolver) {
    return with(s -> s.resolver = Objects.requireNonNull(resolver, "resolver"));
  }

  /**
   * Sets how long one address has before the next one is tried, too (asyncio:
   * happy_eyeballs_delay).
   *
   * @param delay 250 ms unless set; zero or negative tries all at once
   * @return another setup
   */
  public ClientSetup attemptDelay(Duration delay) {
    return with(s -> s.attemptDelay = Objects.requireNonNull(delay, "delay"));
  }

  /**
   * Connects from this address (asyncio: local_addr).
   *
   * @param local with port zero for any
   * @return another setup
   */
  public ClientSetup from(SocketAddress local) {
    return with(s -> s.local = Objects.requireNonNull(local, "local"));
  }

  /**
   * Sets an option of the socket or of its channel.
   *
   * @param option such as {@code ChannelOption.SO_KEEPALIVE}
   * @param value of the option
   * @return another setup; {@link #connect} fails with {@link IllegalArgumentException} if its
   *     sockets do not have the option
   */
  public <T> ClientSetup option(ChannelOption<T> option, T value) {
    return with(s -> s.options.put(Objects.requireNonNull(option, "option"), value));
  }

  /**
   * Connects. If cancelled, no connection is left.
   *
   * <p>There is no time limit but the system's and Netty's (30 s an address); set one with {@link
   * Async#timeout}.
   *
   * @return cold; each time a connection of its own, on the loop that awaits. Fails with {@link
   *     java.net.UnknownHostException}; with {@link java.net.ConnectException} or another {@link
   *     java.io.IOException} if no address could be connected to, which names all of them; with
   *     {@link javax.net.ssl.SSLException} if the handshake fails
   */
  public Mono<ByteStream> connect() {
    return Async.async(
        co -> {
          Loop loop = co.loop();
          ByteStream stream;
          if (to instanceof InetSocketAddress inet && inet.isUnresolved()) {
            String host = inet.getHostString();
            List<InetSocketAddress> addresses =
                HappyEyeballs.interleaved(co.await(addressesOf(host, resolver))).stream()
                    .map(a -> new InetSocketAddress(a, inet.getPort()))
                    .toList();
            stream =
                co.await(
                    HappyEyeballs.connect(host, addresses, attemptDelay, a -> dial(loop, a)));
          } else {
            stream = co.await(dial(loop, to));
          }
          if (tls != null) {
            co.await(stream.startTls(tls, host()));
          }
          return stream;
        });
  }

  static Mono<List<InetAddress>> addressesOf(String host, Resolver resolver) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    return literal == null
        ? resolver
            .resolve(host)
            .filter(found -> !found.isEmpty())
            .switchIfEmpty(
                Mono.error(() -> new UnknownHostException("no address was found for " + host)))
        : Mono.just(List.of(literal));
  }

  private @Nullable String host() {
    return to instanceof InetSocketAddress inet ? inet.getHostString() : null;
  }

  /** One attempt. */
  private Mono<ByteStream> dial(Loop loop, SocketAddress address) {
    return Async.async(
        co -> {
          Sockets.resolved(local);
          boolean unix = address instanceof UnixDomainSocketAddress;
          Channel channel =
              Sockets.open(
                  loop, unix ? DomainSocketChannel.class : SocketChannel.class, options);
          Deferred<ByteStream> connected = new Deferred<>(loop);
          Sockets.register(
              loop, channel, connected, () -> connect(loop, channel, address, connected));
          try {
            return co.await(connected);
          } catch (CancelledError e) {
            channel.close();
            throw e;
          }
        });
  }

  private void connect(
      Loop loop, Channel channel, SocketAddress address, Deferred<ByteStream> connected) {
    channel
        .connect(
            Sockets.addressFor(channel, address),
            local == null ? null : Sockets.addressFor(channel, local))
        .addListener(
            f -> {
              if (!f.isSuccess()) {
                Sockets.fail(connected, named(f.cause(), address));
                channel.close();
              } else if (connected.isDone()) {
                channel.close(); // nobody wants it any more
              } else {
                connected.complete(ByteStream.over(loop, channel, limit));
              }
            });
  }

  /** Says what could not be connected to, where the system does not. */
  private Throwable named(Throwable cause, SocketAddress address) {
    boolean says = String.valueOf(cause.getMessage()).contains(address.toString());
    if (!(cause instanceof IOException) || (says && local == null)) {
      return cause;
    }
    IOException named =
        new ConnectException(
            "cannot connect to "
                + address
                + (local == null ? "" : " from " + local)
                + ": "
                + (cause instanceof FileNotFoundException
                    ? "there is no socket"
                    : cause.getMessage()));
    named.initCause(cause);
    return named;
  }

  /** {@code ClientSetup[example.org:443]}. */
  @Override
  public String toString() {
    return "ClientSetup["
        + (to instanceof InetSocketAddress a ? a.getHostString() + ":" + a.getPort() : to)
        + "]";
  }
}
