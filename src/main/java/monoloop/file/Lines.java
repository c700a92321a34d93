package monoloop.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts bytes that come in pieces into lines. */
final class Lines {
  private byte[] bytes = {};

  /** Where the next line begins, and up to where there is no line feed. */
  private int start;

  private int scanned;

  void add(byte[] piece) {
    int rest = bytes.length - start;
    byte[] all = new byte[rest + piece.length];
    System.arraycopy(bytes, start, all, 0, rest);
    System.arraycopy(piece, 0, all, rest, piece.length);
    bytes = all;
    scanned -= start;
    start = 0;
  }

  /** The next whole line, without its end. */
  @Nullable String next() {
    while (scanned < bytes.length) {
      if (bytes[scanned++] == '\n') {
        int end = scanned - 1;
        if (end > start && bytes[end - 1] == '\r') {
          end--;
        }
        String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        start = scanned;
        return line;
      }
    }
    return null;
  }

  /** What comes after the last line end. */
  @Nullable String rest() {
    return start == bytes.length
        ? null
        : new String(Arrays.copyOfRange(bytes, start, bytes.length), StandardCharsets.UTF_8);
  }
}
