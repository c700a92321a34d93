package monoloop.file;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts bytes that come in pieces into lines. */
final class Lines {
  private final int limit;
  private byte[] bytes = {};

  /** Where the next line begins, up to where there is no line feed, and where the bytes end. */
  private int start;

  private int scanned;
  private int end;
  private long number = 1;

  /** {@code limit} is how long a line may be, in bytes. */
  Lines(int limit) {
    this.limit = limit;
  }

  void add(byte[] piece) throws LineTooLongException {
    if (start == end) {
      bytes = piece;
      start = 0;
      scanned = 0;
      end = piece.length;
      return;
    }
    int rest = end - start;
    if (rest > limit) {
      throw new LineTooLongException(number, limit);
    }
    byte[] old = bytes;
    if (rest + piece.length > old.length) {
      bytes = new byte[rest + Math.max(rest, piece.length)];
    }
    System.arraycopy(old, start, bytes, 0, rest);
    System.arraycopy(piece, 0, bytes, rest, piece.length);
    scanned -= start;
    start = 0;
    end = rest + piece.length;
  }

  /** The next whole line, without its end. */
  @Nullable String next() throws LineTooLongException {
    while (scanned < end) {
      if (bytes[scanned++] == '\n') {
        int stop = scanned - 1;
        if (stop > start && bytes[stop - 1] == '\r') {
          stop--;
        }
        String line = text(stop);
        start = scanned;
        return line;
      }
    }
    return null;
  }

  /** What comes after the last line end. */
  @Nullable String rest() throws LineTooLongException {
    if (start == end) {
      return null;
    }
    String line = text(end);
    start = end;
    return line;
  }

  private String text(int stop) throws LineTooLongException {
    if (stop - start > limit) {
      throw new LineTooLongException(number, limit);
    }
    number++;
    return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
  }
}
