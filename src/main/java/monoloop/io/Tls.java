package monoloop.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.DomainWildcardMappingBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How one side of a connection speaks TLS (asyncio: an SSLContext with the ssl_ arguments).
 * Immutable: each setting makes another one. What it needs is read at the first connection and
 * kept, so make it once for many connections; any thread and any loop may use the same.
 *
 * <p>A client checks the certificate of the server and its name; there is no switch to leave that
 * out: trust a private certificate with {@link #trust(X509Certificate...)}. TLS 1.3 and 1.2 are
 * spoken, nothing older; a peer that asks for another handshake on a connection of TLS 1.2
 * (renegotiation) loses it.
 */
public final class Tls {
  /** What Netty takes for a time limit at most. */
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final boolean client;
  private final Map<String, Tls> byName = new LinkedHashMap<>();
  private List<String> protocols = List.of();

  /** With the identity, if there is one. */
  private Supplier<SslContextBuilder> identity = SslContextBuilder::forClient;

  private Consumer<SslContextBuilder> trust = asTheJdk -> {};
  private boolean asksClient;
  private @Nullable String serverName;
  private Duration handshakeTimeout = Duration.ofSeconds(60);
  private Duration closeTimeout = Duration.ofSeconds(30);

  /** Made when first needed. */
  private volatile @Nullable SslContext context;

  private Tls(boolean client) {
    this.client = client;
  }

  /** A copy with one thing changed. */
  private Tls with(Consumer<Tls> change) {
    Tls t = new Tls(client);
    t.byName.putAll(byName);
    t.protocols = protocols;
    t.identity = identity;
    t.trust = trust;
    t.asksClient = asksClient;
    t.serverName = serverName;
    t.handshakeTimeout = handshakeTimeout;
    t.closeTimeout = closeTimeout;
    change.accept(t);
    return t;
  }

  /**
   * Returns the client's side, which trusts whom the JDK trusts.
   *
   * @return for {@link ClientSetup#tls} and {@link ByteStream#startTls(Tls, String)}
   */
  public static Tls client() {
    return new Tls(true);
  }

  /**
   * Returns the server's side.
   *
   * @param key of the first certificate
   * @param chain the server's certificate and those that signed it, in that order
   * @return for {@link ServerSetup#tls} and {@link ByteStream#startTls(Tls)}
   * @throws IllegalArgumentException if there is no certificate
   */
  public static Tls server(PrivateKey key, X509Certificate... chain) {
    return new Tls(false).identity(key, chain);
  }

  /**
   * Returns the server's side, with its identity in two files.
   *
   * @param chain PEM: the server's certificate and those that signed it, in that order
   * @param key PEM: the key of the first one, PKCS #8, not encrypted
   * @return for {@link ServerSetup#tls} and {@link ByteStream#startTls(Tls)}
   */
  public static Tls server(Path chain, Path key) {
    return new Tls(false).identity(chain, key);
  }

  // ---- who is trusted, and who one is

  /**
   * Trusts these certificates, and what they have signed, instead of those that the JDK trusts.
   *
   * @param certificates at least one
   * @return another one
   * @throws IllegalArgumentException if there is none
   */
  public Tls trust(X509Certificate... certificates) {
    List<X509Certificate> all = notEmpty("certificates", certificates);
    return with(t -> t.trust = builder -> builder.trustManager(all));
  }

  /**
   * As {@link #trust(X509Certificate...)}.
   *
   * @param certificates a PEM file
   * @return another one
   */
  public Tls trust(Path certificates) {
    Objects.requireNonNull(certificates, "certificates");
    return with(t -> t.trust = builder -> builder.trustManager(certificates.toFile()));
  }

  /**
   * Shows this certificate to the peer: a server's own, or a client's for a server that asks.
   *
   * @param key of the first certificate
   * @param chain the own certificate and those that signed it, in that order
   * @return another one
   * @throws IllegalArgumentException if there is no certificate
   */
  public Tls identity(PrivateKey key, X509Certificate... chain) {
    Objects.requireNonNull(key, "key");
    List<X509Certificate> all = notEmpty("chain", chain);
    return with(
        t ->
            t.identity =
                () ->
                    client
                        ? SslContextBuilder.forClient().keyManager(key, all)
                        : SslContextBuilder.forServer(key, all));
  }

  /**
   * As {@link #identity(PrivateKey, X509Certificate...)}.
   *
   * @param chain a PEM file
   * @param key a PEM file
   * @return another one
   */
  public Tls identity(Path chain, Path key) {
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(key, "key");
    return with(
        t ->
            t.identity =
                () ->
                    client
                        ? SslContextBuilder.forClient().keyManager(chain.toFile(), key.toFile())
                        : SslContextBuilder.forServer(chain.toFile(), key.toFile()));
  }

  /**
   * Makes a server refuse clients that have no certificate which it {@linkplain
   * #trust(X509Certificate...) trusts}.
   *
   * @return another one
   */
  public Tls requireClientCertificate() {
    return with(t -> t.asksClient = true);
  }

  // ---- names

  /**
   * Sets the name that a client asks for (SNI) and checks, where it is not the host that it
   * connects to.
   *
   * @param name of the server
   * @return another one
   */
  public Tls serverName(String name) {
    return with(t -> t.serverName = Objects.requireNonNull(name, "name"));
  }

  /**
   * Makes a server use {@code other} for clients that ask for {@code name} (SNI).
   *
   * @param name a host, or with {@code *.} in front any host of a domain
   * @param other its identity and protocols; its time limits are not used
   * @return another one
   */
  public Tls forName(String name, Tls other) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(other, "other");
    return with(t -> t.byName.put(name, other));
  }

  /**
   * Offers these protocols to the peer (ALPN); {@link TlsInfo#protocol} tells the one agreed on, or
   * null if the sides have none in common: the connection is made all the same.
   *
   * @param protocols such as {@code "h2", "http/1.1"}, the preferred one first
   * @return another one
   */
  public Tls alpn(String... protocols) {
    return with(t -> t.protocols = List.of(protocols));
  }

  // ---- time limits

  /**
   * Limits how long the handshake takes (asyncio: ssl_handshake_timeout).
   *
   * @param limit 60 s unless set; more than zero
   * @return another one
   * @throws IllegalArgumentException if {@code limit} is zero or less
   */
  public Tls handshakeTimeout(Duration limit) {
    return with(t -> t.handshakeTimeout = positive(limit));
  }

  /**
   * Limits how long a close waits until the farewell is sent, and then for the peer's (asyncio:
   * ssl_shutdown_timeout); afterwards the connection is closed without it.
   *
   * @param limit 30 s unless set; more than zero
   * @return another one
   * @throws IllegalArgumentException if {@code limit} is zero or less
   */
  public Tls closeTimeout(Duration limit) {
    return with(t -> t.closeTimeout = positive(limit));
  }

  private static Duration positive(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("limit must be > 0, was " + limit);
    }
    return limit.compareTo(FOREVER) < 0 ? limit : FOREVER;
  }

  private static List<X509Certificate> notEmpty(String what, X509Certificate[] certificates) {
    if (certificates.length == 0) {
      throw new IllegalArgumentException(what + " must not be empty: at least one is needed");
    }
    return List.of(certificates);
  }

  // ---- for the stream

  Duration closeTimeout() {
    return closeTimeout;
  }

  boolean isClient() {
    return client;
  }

  /**
   * Returns this.
   *
   * @throws IllegalArgumentException if it is a server's
   */
  Tls requireClient() {
    if (!client) {
      throw new IllegalArgumentException("a client needs Tls.client(), was " + this);
    }
    return this;
  }

  /** The name that is asked for and checked; null if there is none. */
  @Nullable String nameOf(@Nullable String host) {
    return serverName == null ? host : serverName;
  }

  /** What encrypts and decrypts for a connection with {@code host}. */
  ChannelHandler handler(ByteBufAllocator allocator, @Nullable String host) throws IOException {
    SslContext c = context();
    if (client) {
      String name = nameOf(host);
      if (name == null) {
        throw new SSLException(
            "the name of the server is not known, so its certificate cannot be checked. Set it"
                + " with serverName()");
      }
      return limited(c.newHandler(allocator, name, -1));
    }
    if (byName.isEmpty()) {
      return limited(c.newHandler(allocator));
    }
    DomainWildcardMappingBuilder<SslContext> contexts = new DomainWildcardMappingBuilder<>(c);
    for (Map.Entry<String, Tls> other : byName.entrySet()) {
      contexts.add(other.getKey(), other.getValue().context());
    }
    return new SniHandler(contexts.build(), 0, handshakeTimeout.toMillis()) {
      @Override
      protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        return limited(super.newSslHandler(context, allocator));
      }
    };
  }

  private SslHandler limited(SslHandler handler) {
    handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    handler.setCloseNotifyFlushTimeout(closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  private SslContext context() throws IOException {
    SslContext c = context;
    if (c == null) {
      try {
        context = c = newContext();
      } catch (IllegalArgumentException e) {
        throw new SSLException("the settings of TLS cannot be used: " + e.getMessage(), e);
      }
    }
    return c;
  }

  private SslContext newContext() throws SSLException {
    SslContextBuilder builder = identity.get();
    trust.accept(builder);
    if (asksClient) {
      builder.clientAuth(ClientAuth.REQUIRE);
    }
    if (!protocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2").build();
  }

  /** {@code Tls[client]}. */
  @Override
  public String toString() {
    return "Tls[" + (client ? "client" : "server") + "]";
  }
}
