package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import org.jspecify.annotations.Nullable;
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
public final class ByteStream implements AutoCloseable {
  /** The limit of streams that were given none: 64 KiB, as asyncio's. */
  public static final int DEFAULT_LIMIT = 64 << 10;

  final Input input;
  final Output output;
  private final Loop loop;
  private final Connection connection;
  private final Channel channel;
  private final @Nullable SocketAddress local;
  private final @Nullable SocketAddress remote;
  private final Read<byte[]> readAll;
  private final Read<String> readLine;

  /** The last ones made, since most programs read in a loop. */
  private Read.@Nullable Some read;

  private Read.@Nullable Buffer readBuffer;
  private Read.@Nullable Exactly readExactly;

  private ByteStream(Connection connection, int limit) {
    loop = Loop.current();
    this.connection = connection;
    channel = connection.channel();
    if (channel.pipeline().get(StreamHandler.NAME) != null) {
      throw new IllegalStateException(
          connection + " has a ByteStream already: two would take each other's bytes");
    }
    local = channel.localAddress();
    remote = channel.remoteAddress();
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    input = new Input(channel, limit);
    readAll = new Read.All(input);
    readLine = new Read.Line(input);
    connection.addHandlerLast(StreamHandler.NAME, new StreamHandler(this));
    output = new Output(channel, channel.pipeline().context(StreamHandler.NAME));
    // also if the handler has been taken out; behind it, since the error comes after the end
    channel.closeFuture().addListener(f -> channel.eventLoop().execute(this::gone));
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
    return new ByteStream(connection, DEFAULT_LIMIT);
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
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be >= 1, was " + limit);
    }
    return new ByteStream(connection, limit);
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
   */
  public static Mono<ByteStream> connect(String host, int port) {
    return connect(
        TcpClient.create(ConnectionProvider.newConnection())
            .host(Objects.requireNonNull(host, "host"))
            .port(port));
  }

  /**
   * Connects as {@code client} says: for TLS, Unix sockets, proxies and options of the socket.
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

  // ---- reading

  /**
   * Reads what is there, but no more than {@code max} bytes, waiting only if nothing is.
   *
   * <p>If cancelled, nothing was taken. If something is there, it does not suspend.
   *
   * @param max zero reads nothing, and does not wait
   * @return cold; the bytes, at least one; empty at the end of input. Fails with the connection's
   *     {@link java.io.IOException}, and with {@link IllegalStateException} if another task reads
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public Mono<byte[]> read(int max) {
    Read.Some r = read;
    if (r == null || r.max != max) {
      r = read = new Read.Some(input, atLeast(0, "max", max));
    }
    return r;
  }

  /**
   * As {@link #read}, but hands out Netty's own memory instead of a copy.
   *
   * @param max at least 1
   * @return cold; the bytes, which the reader must release; empty at the end of input. Fails as
   *     {@link #read}
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  public Mono<ByteBuf> readBuffer(int max) {
    Read.Buffer r = readBuffer;
    if (r == null || r.max != max) {
      r = readBuffer = new Read.Buffer(input, atLeast(1, "max", max));
    }
    return r;
  }

  /**
   * Reads {@code bytes} bytes, also if this is more than the limit.
   *
   * <p>If cancelled, nothing was taken.
   *
   * @param bytes zero reads nothing, and does not wait
   * @return cold; fails with {@link IncompleteReadException} if the input ends before, which takes
   *     what there was, and otherwise as {@link #read}
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public Mono<byte[]> readExactly(int bytes) {
    Read.Exactly r = readExactly;
    if (r == null || r.bytes != bytes) {
      r = readExactly = new Read.Exactly(input, atLeast(0, "bytes", bytes));
    }
    return r;
  }

  /**
   * Reads up to the next line feed, and leaves it out, with a carriage return before it.
   *
   * <p>If cancelled, nothing was taken.
   *
   * @return cold; the text, decoded as UTF-8; the last line may lack its end; empty at the end of
   *     input. Fails with {@link LimitOverrunException} if the line is longer than the limit: what
   *     is here of it is dropped, and its rest is the next line. Otherwise as {@link #read}
   */
  public Mono<String> readLine() {
    return readLine;
  }

  /**
   * Reads up to the first of some separators, and with it. If several match, the one that ends
   * first.
   *
   * <p>If cancelled, nothing was taken.
   *
   * @param separators at least one, each of at least one byte
   * @return cold; fails with {@link LimitOverrunException} if more than the limit comes before a
   *     separator: nothing is taken then. With {@link IncompleteReadException} if the input ends
   *     before, which takes what there was, and otherwise as {@link #read}
   * @throws IllegalArgumentException if there is no separator, or one is empty
   */
  public Mono<byte[]> readUntil(byte[]... separators) {
    return new Read.Until(input, new Separators(separators));
  }

  /**
   * As {@link #readUntil(byte[][])}, for one separator that is text.
   *
   * @param separator encoded as UTF-8
   * @return cold
   * @throws IllegalArgumentException if {@code separator} is empty
   */
  public Mono<byte[]> readUntil(String separator) {
    return readUntil(separator.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads to the end of input, however much it is. If cancelled, nothing was taken.
   *
   * @return cold; zero bytes if nothing is left. Fails as {@link #read}
   */
  public Mono<byte[]> readAll() {
    return readAll;
  }

  /**
   * Returns the lines to the end of input, each as {@link #readLine} reads it. Reads one line for
   * each that is requested; cancelling leaves the rest in the stream.
   *
   * @return cold; every subscriber takes lines of the one input
   */
  public Flux<String> lines() {
    return Async.flux(
        co -> {
          String line;
          while ((line = co.await(readLine)) != null) {
            co.yield(line);
          }
          return null;
        });
  }

  /**
   * Returns what arrives, in the pieces in which it does. Reads one piece for each that is
   * requested, so that a slow subscriber holds the peer back; cancelling leaves the rest in the
   * stream.
   *
   * @param max of one piece, in bytes; at least 1
   * @return cold; every subscriber takes pieces of the one input
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  public Flux<byte[]> chunks(int max) {
    Mono<byte[]> next = read(atLeast(1, "max", max));
    return Async.flux(
        co -> {
          byte[] chunk;
          while ((chunk = co.await(next)) != null) {
            co.yield(chunk);
          }
          return null;
        });
  }

  /**
   * Returns whether the input has ended and everything of it was read (asyncio: at_eof).
   *
   * @return true if every further read is empty
   */
  public boolean isAtEnd() {
    return input.isAtEnd();
  }

  // ---- writing

  /**
   * Writes {@code bytes}, at once as far as the system takes them. Does not wait. On a connection
   * that is lost it does nothing; {@link #drain} tells.
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
    output.write(bytes);
  }

  /**
   * Waits until little enough is on its way to the peer: at once unless it is more than the high
   * mark, otherwise until it is less than the low one. Several tasks may wait.
   *
   * @return cold; fails with the connection's {@link java.io.IOException} if it is lost
   * @see #writeLimits
   */
  public Mono<@Nullable Void> drain() {
    return output.drain;
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
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(low, high));
  }

  /**
   * Ends the output once what was written is sent (asyncio: write_eof); reading goes on. Does not
   * wait. A second call does nothing.
   *
   * @throws UnsupportedOperationException if the connection cannot end one direction only
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void shutdownOutput() {
    onLoop();
    output.shutdown();
  }

  // ---- ending

  /**
   * Closes the connection once what was written is sent. Does not wait, see {@link #awaitClosed};
   * what has arrived can still be read. A second call does nothing.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    onLoop();
    output.close();
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
    return connection;
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

  void failed(Throwable cause) {
    if (!isClosing() || !(cause instanceof java.nio.channels.ClosedChannelException)) {
      output.failed(cause);
      input.failed(cause);
    }
  }

  void gone() {
    input.gone();
    output.gone();
  }

  private void onLoop() {
    if (!loop.isCurrent()) {
      Loop.current();
      throw new IllegalStateException(this + " belongs to " + loop + ", not to this one");
    }
  }

  static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    }
    return value;
  }
}
