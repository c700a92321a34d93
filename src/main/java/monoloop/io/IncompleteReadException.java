package monoloop.io;

import java.io.EOFException;
import java.util.Objects;

/** The input ended before what was asked for was complete (asyncio: IncompleteReadError). */
public final class IncompleteReadException extends EOFException {
  private static final long serialVersionUID = 1L;

  private final byte[] partial;
  private final int expected;

  /**
   * Creates one.
   *
   * @param partial what there was
   * @param expected how many bytes were asked for; -1 if a separator was
   */
  public IncompleteReadException(byte[] partial, int expected) {
    super(
        expected < 0
            ? "expected a separator, but the stream ended after " + partial.length + " bytes"
            : "expected " + expected + " bytes, but the stream ended after " + partial.length);
    this.partial = Objects.requireNonNull(partial, "partial");
    this.expected = expected;
  }

  /**
   * Returns what came before the end; it has been read and is nowhere else.
   *
   * @return the array itself
   */
  public byte[] partial() {
    return partial;
  }

  /**
   * Returns how many bytes were asked for.
   *
   * @return -1 if a separator was
   */
  public int expected() {
    return expected;
  }
}
