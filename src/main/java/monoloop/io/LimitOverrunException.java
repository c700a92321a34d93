package monoloop.io;

import java.io.IOException;

/** No separator stands within the limit of a stream (asyncio: LimitOverrunError). */
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

  /**
   * Returns how many of the bytes that have arrived certainly stand before a separator.
   *
   * @return more than the limit
   */
  public int consumed() {
    return consumed;
  }
}
