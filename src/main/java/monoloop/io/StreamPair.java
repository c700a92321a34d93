package monoloop.io;

/**
 * Two streams that are connected by memory: what is written to one is read from the other.
 *
 * @param left one end
 * @param right the other end
 * @see ByteStream#pair
 */
public record StreamPair(ByteStream left, ByteStream right) implements AutoCloseable {

  /**
   * Aborts both ends, see {@link ByteStream#abort}. Does not wait.
   *
   * @throws monoloop.NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    left.abort();
    right.abort();
  }

  /** {@code StreamPair[ByteStream[...], ByteStream[...]]}. */
  @Override
  public String toString() {
    return "StreamPair[" + left + ", " + right + "]";
  }
}
