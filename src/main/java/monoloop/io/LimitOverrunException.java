package monoloop.io;

import java.io.IOException;

/**
 * More has arrived than a read may take: no separator stands within the limit of a stream (asyncio:
 * LimitOverrunError), or the input does not end within the limit of {@link
 * ByteReader#readAll(int)}.
 */
public final class LimitOverrunException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int consumed;

  LimitOverrunException(int limit, int consumed, boolean found) {
    super(
        (found ? "the separator stands after " : "no separator in the first ")
            + consumed
            + " bytes, but the limit is "
            + limit
            + ". Read what is there with read(), or open the stream with a higher limit");
    this.consumed = consumed;
  }

  LimitOverrunException(int arrived, int limit) {
    super(
        "the input has not ended after "
            + arrived
            + " bytes, but no more than "
            + limit
            + " were to be read. Read what is there with read(), or allow more");
    consumed = arrived;
  }

  /**
   * Returns how many of the bytes that have arrived certainly stand before a separator, or before
   * the end.
   *
   * @return more than the limit
   */
  public int consumed() {
    return consumed;
  }
}
