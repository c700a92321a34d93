package monoloop.io;

import io.netty.buffer.ByteBuf;
import java.util.Objects;

/** What a read ends at: the one of several byte sequences that ends first. */
final class Separators {
  static final Separators NEWLINE = new Separators(new byte[][] {{'\n'}});

  private final byte[][] all;
  final int longest;

  Separators(byte[]... separators) {
    int max = 0;
    all = new byte[separators.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = Objects.requireNonNull(separators[i], "separator").clone();
      if (all[i].length == 0) {
        throw new IllegalArgumentException("separator must have at least one byte, had none");
      }
      max = Math.max(max, all[i].length);
    }
    if (max == 0) {
      throw new IllegalArgumentException("readUntil needs at least one separator, had none");
    }
    longest = max;
  }

  /**
   * Looks for them in {@code data} after its first {@code skip} bytes.
   *
   * @return where the one that ends first begins and ends, see {@link #start} and {@link #end}; -1
   *     if there is none
   */
  long find(ByteBuf data, int skip) {
    int from = data.readerIndex();
    int start = 0;
    int end = Integer.MAX_VALUE;
    for (byte[] separator : all) {
      int at = indexOf(data, from + skip, separator);
      if (at >= 0 && at - from + separator.length < end) {
        start = at - from;
        end = start + separator.length;
      }
    }
    return end == Integer.MAX_VALUE ? -1 : (long) start << 32 | end;
  }

  static int start(long found) {
    return (int) (found >> 32);
  }

  static int end(long found) {
    return (int) found;
  }

  private static int indexOf(ByteBuf data, int from, byte[] separator) {
    int last = data.writerIndex() - separator.length;
    for (int i = from; i <= last; i++) {
      i = data.indexOf(i, last + 1, separator[0]);
      if (i < 0) {
        return -1;
      }
      int k = 1;
      while (k < separator.length && data.getByte(i + k) == separator[k]) {
        k++;
      }
      if (k == separator.length) {
        return i;
      }
    }
    return -1;
  }
}
