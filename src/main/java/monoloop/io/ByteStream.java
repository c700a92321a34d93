package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/**
 * Bytes both ways over one connection (asyncio: StreamReader and StreamWriter).
 *
 * <pre>
 * open --> closing (what was written is being flushed) --> closed
 *   '-----------------------------------------------------^  abort(), or the connection is lost
 * </pre>
 *
 * <p>Reading: one task at a time waits, a second one is refused. A read that is cancelled has taken
 * nothing. The end of input is an empty Mono, null to a coroutine. If nobody reads, the peer is
 * held back once twice the limit has arrived. What arrived before an error is read before the error
 * is raised.
 *
 * <p>Writing: {@link #write} never waits; {@link #drain} does while too much is on its way.
 *
 * <p>Belongs to the thread of the loop on which it was made. Not for packets, and not for protocols
 * that reactor-netty speaks already: its own clients and servers run on the loop too.
 *
 * <p>Differences from asyncio: one object for both directions, {@link #readLine} returns text
 * without its line end, and data that arrived before a connection was lost can still be read.
 */
public final class ByteStream extends ByteReader implements AutoCloseable {
  final Output output;
  private final Loop loop;
  private @Nullable Connection connection;
  private final Channel channel;
  private final @Nullable SocketAddress local;
  private final @Nullable SocketAddress remote;

  /** Null without TLS of this class's own. */
  private @Nullable Handshake handshake;

  /** How long a close waits for the peer's close_notify; null without TLS. */
  private @Nullable Duration farewell;

  private ByteStream(
      Loop loop,
      Channel channel,
      @Nullable Connection connection,
      StreamHandler handler,
      int limit) {
    super("ByteStream", handler, limit);
    this.loop = loop;
    this.connection = connection;
    this.channel = channel;
    if (channel.pipeline().get(StreamHandler.NAME) != null) {
      throw new IllegalStateException(
          connection + " has a ByteStream already: two would take each other's bytes");
    }
    local = Sockets.seen(channel.localAddress());
    remote = Sockets.seen(channel.remoteAddress());
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (connection == null) {
      channel.pipeline().addLast(StreamHandler.NAME, handler);
    } else {
      connection.addHandlerLast(StreamHandler.NAME, handler);
    }
    output = new Output(loop, channel, channel.pipeline().context(StreamHandler.NAME));
    handler.serve(this);
    // also if the handler has been taken out; behind it, since the error comes after the end
    channel.closeFuture().addListener(f -> goneSoon());
    input.adjustDemand();
  }

  /**
   * Makes a stream of {@code connection}, with {@link #DEFAULT_LIMIT}, before anything is received
   * from it: in {@code doOnConnection} or {@code doOnConnected} at best.
   *
   * @param connection lives on this loop: its client or server {@linkplain Loop#resources() runs on
   *     the loop's resources}
   * @return the stream; closing it closes the connection
   * @throws NotOnLoopException if the thread is no loop's
   * @throws IllegalStateException if the connection has a stream already
   */
  public static ByteStream over(Connection connection) {
    return over(connection, DEFAULT_LIMIT);
  }

  /**
   * As {@link #over(Connection)}.
   *
   * @param connection as there
   * @param limit of what a line or a separated read may hold, in bytes; at least 1
   * @return the stream
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NotOnLoopException if the thread is no loop's
   * @throws IllegalStateException if the connection has a stream already
   */
  public static ByteStream over(Connection connection, int limit) {
    Channel channel = connection.channel();
    return new ByteStream(
        Loop.current(),
        channel,
        connection,
        new StreamHandler(channel, true),
        atLeast(1, "limit", limit));
  }

  /** Makes a stream of a channel of {@code loop} that no other library sees, on its thread. */
  static ByteStream over(Loop loop, Channel channel, int limit) {
    return new ByteStream(loop, channel, null, new StreamHandler(channel, false), limit);
  }

  /**
   * Connects over TCP (asyncio: open_connection).
   *
   * <p>If cancelled, no connection is left.
   *
   * @param host a name or an address
   * @param port of the peer
   * @return cold; each time a connection of its own, on the loop that awaits. Fails with {@link
   *     java.net.ConnectException} if nobody listens, with {@link java.net.UnknownHostException},
   *     or with another {@link java.io.IOException}
   * @see #to(String, int)
   */
  public static Mono<ByteStream> connect(String host, int port) {
    return to(host, port).connect();
  }

  /**
   * Returns how to connect over TCP, for more settings: {@code to(host, 443).tls(tls).connect()}.
   *
   * @param host a name or an address
   * @param port of the peer
   * @return connects when told to
   * @throws IllegalArgumentException if {@code port} is not one
   */
  public static ClientSetup to(String host, int port) {
    return new ClientSetup(
        InetSocketAddress.createUnresolved(Objects.requireNonNull(host, "host"), port));
  }

  /**
   * Returns how to connect to {@code address}, which is not looked up.
   *
   * @param address TCP, or a Unix socket: {@link java.net.UnixDomainSocketAddress}
   * @return connects when told to
   */
  public static ClientSetup to(SocketAddress address) {
    return new ClientSetup(Objects.requireNonNull(address, "address"));
  }

  /**
   * Connects as a client of reactor-netty says: for proxies, and for whoever has one already.
   *
   * <p>If cancelled, no connection is left.
   *
   * @param client without a pool: made with {@code ConnectionProvider.newConnection()}. It is run
   *     on the awaiting loop's resources
   * @return cold; each time a connection of its own; fails with the client's errors
   */
  public static Mono<ByteStream> connect(TcpClient client) {
    Objects.requireNonNull(client, "client");
    return Async.async(
        co -> {
          ByteStream[] made = new ByteStream[1];
          try {
            co.await(
                client
                    .runOn(co.loop().resources())
                    .doOnConnected(c -> made[0] = over(c))
                    .connect());
          } catch (CancelledError e) {
            if (made[0] != null) {
              made[0].abort(); // it was there, but the task did not get it any more
            }
            throw e;
          }
          return Objects.requireNonNull(made[0]);
        });
  }

  /**
   * Makes two streams that are connected by memory (Trio: memory_stream_pair): for tests of what
   * speaks a protocol, without sockets and therefore in the same order each time, on virtual time
   * too.
   *
   * <p>They do what a connection does. At most 64 KiB are on their way in one direction; who writes
   * more waits in {@link #drain}, with the usual {@link #writeLimits}. {@link #shutdownOutput} ends
   * one direction. When an end was closed or aborted, the other one reads what was sent and then
   * the end of input; what it writes fails with an {@link java.io.IOException}. They have no
   * addresses. On a loop that closes they need not be closed.
   *
   * {@snippet class="TestingSnippetsTest" region="pair"}
   *
   * @return both ends, on this loop
   * @throws NotOnLoopException if the thread is no loop's
   * @throws UnsupportedOperationException if the loop turns on a plain executor
   */
  public static StreamPair pair() {
    Loop loop = Loop.current();
    MemoryChannel[] ends = MemoryChannel.pair(loop);
    return new StreamPair(
        over(loop, ends[0], DEFAULT_LIMIT), over(loop, ends[1], DEFAULT_LIMIT));
  }

  // ---- writing

  /**
   * Writes {@code bytes}. Does not wait. On a connection that is lost it does nothing; {@link
   * #drain} tells.
   *
   * <p>The first write goes to the system at once. Those that follow it go together when the task
   * waits to read or to {@link #drain}, at the latest in the loop's next turn.
   *
   * @param bytes must not be changed before they have been sent; a copy is not made
   * @throws IllegalStateException if the output was ended, or the stream closed
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void write(byte[] bytes) {
    write(Unpooled.wrappedBuffer(bytes));
  }

  /**
   * Writes {@code text} in UTF-8; as {@link #write(byte[])}.
   *
   * @param text not null
   * @throws IllegalStateException if the output was ended, or the stream closed
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void write(String text) {
    write(ByteBufUtil.writeUtf8(channel.alloc(), text));
  }

  /**
   * Writes {@code bytes} without a copy; as {@link #write(byte[])}.
   *
   * @param bytes released by the stream, in any case
   * @throws IllegalStateException if the output was ended, or the stream closed
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void write(ByteBuf bytes) {
    try {
      onLoop();
      if (output.shut) {
        throw new IllegalStateException(
            this
                + " accepts no data: "
                + (output.closing ? "it was closed" : "its output was ended by shutdownOutput()"));
      }
    } catch (RuntimeException e) {
      bytes.release();
      throw e;
    }
    if (WatchedBuffer.on) {
      WatchedBuffer.passOn(bytes);
    }
    output.write(bytes);
  }

  /**
   * Writes what {@code source} emits, one piece at a time: each is requested when little enough is
   * on its way to the peer, so that a slow peer holds the source back.
   *
   * <p>If cancelled, the source is too; what it has emitted is sent.
   *
   * @param source of buffers, which are released by the stream
   * @return cold; completes when the last piece has been written and little enough is on its way;
   *     fails with the error of {@code source}, with the connection's {@link java.io.IOException}
   *     if it is lost, and as {@link #write(ByteBuf)}
   */
  public Mono<@Nullable Void> writeAll(Publisher<? extends ByteBuf> source) {
    Flux<ByteBuf> buffers =
        Flux.<ByteBuf>from(source).doOnDiscard(ByteBuf.class, ReferenceCountUtil::release);
    return Async.async(
        co -> {
          try (AsyncIterator<ByteBuf> pieces = Async.iterate(buffers, 1)) {
            for (ByteBuf piece; (piece = co.await(pieces.next())) != null; ) {
              write(piece);
              co.await(drain());
            }
          }
          return null;
        });
  }

  /**
   * Sends a file (asyncio: sendfile).
   *
   * @param file readable
   * @return cold; as {@link #sendFile(Path, long, long)}
   */
  public Mono<Long> sendFile(Path file) {
    return new FileSending(this, Objects.requireNonNull(file, "file"), 0, -1).send();
  }

  /**
   * Sends a part of a file behind what was written: by the system, past the memory of the program,
   * where it can; with TLS, and on transports that cannot, in pieces that a worker reads. In
   * between others have their turn. Meanwhile nothing else should be written.
   *
   * <p>If cancelled, some of it has been sent.
   *
   * @param file readable
   * @param offset where the part begins, in bytes
   * @param count how many bytes are sent
   * @return cold; how many were sent, when the last of them is on its way. Fails with {@link
   *     java.nio.file.NoSuchFileException} or another {@link IOException} if the file cannot be
   *     read, with {@link java.io.EOFException} if it is too short, and with the connection's
   *     {@link IOException} if it is lost
   * @throws IllegalArgumentException if {@code offset} or {@code count} is negative
   */
  public Mono<Long> sendFile(Path file, long offset, long count) {
    Objects.requireNonNull(file, "file");
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset and count must be >= 0, were " + offset + ", " + count);
    }
    return new FileSending(this, file, offset, count).send();
  }

  /** Whether the system can send files on this connection. */
  boolean sendsRegions() {
    return channel.pipeline().get(SslHandler.class) == null
        && handshake == null
        && (channel instanceof SocketChannel || channel instanceof DomainSocketChannel);
  }

  /** Sends a part of a file; completes when the system has it. */
  Mono<Boolean> sendRegion(FileRegion region) {
    return Async.async(
        co -> {
          onLoop();
          if (output.shut) {
            throw new IllegalStateException(this + " accepts no data: its output has ended");
          }
          Deferred<Boolean> sent = new Deferred<>(loop);
          Sockets.into(output.send(region), sent);
          return co.await(sent);
        });
  }

  /**
   * Waits until little enough is on its way to the peer: at once unless it is more than the high
   * mark, otherwise until it is no more than the low one. Several tasks may wait.
   *
   * @return cold; fails with the connection's {@link java.io.IOException} if it is lost
   * @see #writeLimits
   */
  public Mono<@Nullable Void> drain() {
    return output;
  }

  /**
   * Sets the marks of {@link #drain}; 16 KiB and 64 KiB unless set (asyncio:
   * set_write_buffer_limits).
   *
   * @param low in bytes; at least 0
   * @param high in bytes; at least {@code low}
   * @throws IllegalArgumentException if {@code low} is negative or more than {@code high}
   */
  public void writeLimits(int low, int high) {
    if (low < 0 || high < low) {
      throw new IllegalArgumentException("0 <= low <= high must hold, was " + low + ", " + high);
    }
    // Netty waits until it is less than the low mark: with 0 for ever
    int below = (int) Math.min(low + 1L, Integer.MAX_VALUE);
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(below, Math.max(below, high)));
  }

  /**
   * Ends the output once what was written is sent (asyncio: write_eof); reading goes on. Does not
   * wait. A second call does nothing.
   *
   * @throws UnsupportedOperationException if the connection cannot end one direction only, as with
   *     TLS
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void shutdownOutput() {
    onLoop();
    output.shutdown(handshake != null);
  }

  // ---- encrypting

  /**
   * Speaks TLS from now on, as the server (asyncio: start_tls). What has arrived and was not read
   * belongs to the handshake.
   *
   * <p>If it fails or is cancelled, the connection is gone.
   *
   * @param tls {@link Tls#server(java.security.PrivateKey, java.security.cert.X509Certificate...)};
   *     a client's needs the name of the server: {@link #startTls(Tls, String)}, or {@link
   *     Tls#serverName}
   * @return cold; completes empty when the handshake is done; fails with {@link
   *     javax.net.ssl.SSLException} if it fails, and with {@link IllegalStateException} if the
   *     stream is encrypted already, is closed, or a task waits in a read of it
   */
  public Mono<@Nullable Void> startTls(Tls tls) {
    return startTls(tls, null);
  }

  /**
   * As {@link #startTls(Tls)}, as the client.
   *
   * @param tls {@link Tls#client()}
   * @param host the name that the server's certificate must be for
   * @return cold; as there
   * @throws IllegalArgumentException if there is a name and {@code tls} is a server's
   */
  public Mono<@Nullable Void> startTls(Tls tls, @Nullable String host) {
    if (host != null) {
      tls.requireClient();
    }
    Objects.requireNonNull(tls, "tls");
    return Async.async(
        co -> {
          checkPlain();
          try {
            co.await(beginTls(tls, host).done);
          } catch (Throwable t) {
            abort();
            throw t;
          }
          return null;
        });
  }

  private void checkPlain() {
    onLoop();
    if (handshake != null) {
      throw new IllegalStateException(this + " is encrypted already");
    }
    if (output.shut || output.gone) {
      throw new IllegalStateException(this + " cannot be encrypted: its output has ended");
    }
    if (!input.reader.isEmpty()) {
      throw new IllegalStateException(
          this
              + " cannot be encrypted while "
              + input.reader.firstTask()
              + " waits in a read of it");
    }
  }

  private Handshake beginTls(Tls tls, @Nullable String host) throws IOException {
    ChannelHandler handler = tls.handler(channel.alloc(), host);
    Handshake begun = new Handshake(loop, channel);
    handshake = begun;
    farewell = tls.closeTimeout();
    output.pause();
    ByteBuf early = input.takeOver();
    output.inOrder(
        () -> {
          try {
            begun.begin(handler, early);
          } catch (Exception e) {
            begun.ended(e, peer());
          }
        });
    return begun;
  }

  /**
   * Returns what was agreed on in the handshake.
   *
   * @return null without TLS, and until the handshake is done
   */
  public @Nullable TlsInfo tls() {
    if (handshake != null) {
      return handshake.done.isDone() && !handshake.done.isFailed() ? handshake.done.result() : null;
    }
    SslHandler handler = channel.pipeline().get(SslHandler.class); // of reactor-netty
    return handler == null || !handler.handshakeFuture().isSuccess() ? null : TlsInfo.of(handler);
  }

  // ---- ending

  /**
   * Closes the connection once what was written is sent. Does not wait, see {@link #awaitClosed};
   * what has arrived can still be read. With TLS it waits for the peer's close_notify, too, within
   * {@link Tls#closeTimeout}. A second call does nothing.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    onLoop();
    if (!output.closing && handshake != null && farewell != null) {
      Sockets.onEventLoop(channel, () -> awaitFarewell(farewell));
    }
    output.close();
  }

  /** The peer's answer is waited for (asyncio), unless it has said that nothing more comes. */
  private void awaitFarewell(Duration limit) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null && tls.handshakeFuture().isSuccess() && !input.hasArrivedAll()) {
      tls.setCloseNotifyReadTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
      input.discardSurplus();
    }
  }

  /**
   * Closes the connection now and drops what was not sent. Does not wait.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void abort() {
    onLoop();
    output.abort();
  }

  /** Closes the connection so that the peer's next read fails. */
  void reset() {
    onLoop();
    if (channel instanceof MemoryChannel memory) {
      output.shut = true;
      output.closing = true;
      memory.reset();
    } else {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      output.abort();
    }
  }

  /**
   * Waits until the connection is closed, by whom ever. Does not close it.
   *
   * @return cold; completes empty; fails with the {@link java.io.IOException} that ended the
   *     connection, if one did
   */
  public Mono<@Nullable Void> awaitClosed() {
    return output.closed;
  }

  /**
   * Returns whether it was closed, or its connection is gone (asyncio: is_closing).
   *
   * @return true if nothing can be written
   */
  public boolean isClosing() {
    return output.closing || output.gone;
  }

  // ---- seeing

  /**
   * Returns the address of the peer.
   *
   * @return as it was when the stream was made; null if it has none
   */
  public @Nullable SocketAddress remoteAddress() {
    return remote;
  }

  /**
   * Returns the own address.
   *
   * @return as it was when the stream was made; null if it has none
   */
  public @Nullable SocketAddress localAddress() {
    return local;
  }

  /**
   * Returns what the stream was made of, for everything else that reactor-netty knows about it.
   *
   * @return reading from it takes nothing, since the stream does
   */
  public Connection connection() {
    Connection c = connection;
    if (c == null) {
      connection = c = Connection.from(channel);
    }
    return c;
  }

  /** {@code ByteStream[open, /127.0.0.1:8080, 5 bytes to read]}. */
  @Override
  public String toString() {
    return "ByteStream["
        + (output.gone ? "closed" : output.closing ? "closing" : "open")
        + ", "
        + Objects.requireNonNullElse(remote, "no address")
        + ", "
        + input.size()
        + " bytes to read]";
  }

  // ---- what the handler tells

  /** A read is about to wait: on another loop nothing would wake it. */
  void awaited() {
    Owned.check(this, loop);
    output.pause();
  }

  void failed(Throwable cause) {
    if (!isClosing() || !(cause instanceof java.nio.channels.ClosedChannelException)) {
      output.failed(cause);
      input.failed(cause);
    }
  }

  void gone() {
    if (handshake != null) {
      handshake.ended(
          new SSLException("the connection was lost before the handshake was done"), peer());
    }
    input.gone();
    output.gone();
  }

  private void goneSoon() {
    if (channel.eventLoop().isShuttingDown()) {
      gone(); // it may accept nothing any more
    } else {
      channel.eventLoop().execute(this::gone);
    }
  }

  void handshaken(@Nullable Throwable cause) {
    if (handshake != null) {
      handshake.ended(cause, peer());
    }
  }

  /** The peer has ended its direction: of TLS without a farewell, unless that came before. */
  void inputEnded() {
    if (handshake != null && handshake.done.isDone() && !input.hasArrivedAll()) {
      input.failed(
          new SSLException(
              "the peer has ended the connection without a close_notify of TLS: what was received"
                  + " may lack its end"));
    }
    input.ended();
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (handshake != null && output.closing && tls != null) {
      output.inOrder(tls::close); // past the handler, which would wait for a farewell
    }
  }

  private String peer() {
    return remote == null ? "the peer" : remote.toString();
  }

  private void onLoop() {
    if (!loop.isCurrent()) {
      Loop.current();
      throw new IllegalStateException(this + " belongs to " + loop + ", not to this one");
    }
  }
}
