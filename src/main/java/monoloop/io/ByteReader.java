package monoloop.io;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bytes that come in, whatever they come from (asyncio: StreamReader): the reading half of a {@link
 * ByteStream}.
 *
 * <p>One task at a time waits, a second one is refused. A read that is cancelled has taken nothing.
 * The end of input is an empty Mono, null to a coroutine. If nobody reads, the source is held back
 * once twice the limit has arrived. What arrived before an error is read before the error is
 * raised.
 *
 * <p>Belongs to the thread of the loop on which it was made.
 */
public abstract sealed class ByteReader permits ByteStream, PipeReader {
  /** The limit of readers that were given none: 64 KiB, as asyncio's. */
  public static final int DEFAULT_LIMIT = 64 << 10;

  final Input input;
  private final Read<byte[]> readAll;
  private final Read<String> readLine;

  /** The last ones made, since most programs read in a loop. */
  private Read.@Nullable Some read;

  private Read.@Nullable Buffer readBuffer;
  private Read.@Nullable Exactly readExactly;

  ByteReader(String name, Supply supply, int limit) {
    input = new Input(name, supply, limit);
    readAll = new Read.All(input, Integer.MAX_VALUE);
    readLine = new Read.Line(input);
  }

  /**
   * Reads what is there, but no more than {@code max} bytes, waiting only if nothing is.
   *
   * <p>If cancelled, nothing was taken. If something is there, it does not suspend.
   *
   * @param max zero reads nothing, and does not wait
   * @return cold; the bytes, at least one; empty at the end of input. Fails with the connection's
   *     or pipe's {@link java.io.IOException}, and with {@link IllegalStateException} if another
   *     task reads
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
   * <p>If the JVM was started with {@code -Dmonoloop.debug=true}, a task that ends with a buffer
   * which it has neither released nor {@linkplain ByteStream#write(ByteBuf) written} nor returned
   * is reported to the loop's exception handler, with the line at which it was read; buffers are
   * copies then.
   *
   * @param max at least 1
   * @return cold; the bytes, which the reader must release; empty at the end of input. Fails as
   *     {@link #read}
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  public Mono<ByteBuf> readBuffer(int max) {
    Read.Buffer r = readBuffer;
    if (r == null || r.max != max || WatchedBuffer.on) {
      r = readBuffer = new Read.Buffer(input, atLeast(1, "max", max), true);
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
   * As {@link #readAll()}, but no more than {@code max} bytes.
   *
   * @param max in bytes; at least 0
   * @return cold; fails with {@link LimitOverrunException} as soon as more has arrived: nothing is
   *     taken then. Otherwise as {@link #readAll()}
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public Mono<byte[]> readAll(int max) {
    return new Read.All(input, atLeast(0, "max", max));
  }

  /**
   * Returns the lines to the end of input, each as {@link #readLine} reads it. Reads one line for
   * each that is requested; cancelling leaves the rest in the stream.
   *
   * @return cold; every subscriber takes lines of the one input
   */
  public Flux<String> lines() {
    return each(readLine);
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
    return each(read(atLeast(1, "max", max)));
  }

  /**
   * As {@link #chunks}, but hands out Netty's own memory instead of copies.
   *
   * @param max of one piece, in bytes; at least 1
   * @return cold; every subscriber takes pieces of the one input, and releases them
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  public Flux<ByteBuf> buffers(int max) {
    return each(new Read.Buffer(input, atLeast(1, "max", max), false));
  }

  /** The results of one read after the other, to the end of input. */
  static <T> Flux<T> each(Mono<T> read) {
    return Async.flux(
        co -> {
          T next;
          while ((next = co.await(read)) != null) {
            co.yield(next);
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

  static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    }
    return value;
  }
}
