package monoloop.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import monoloop.Async;
import monoloop.io.ByteReader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads something only to keep its end, for a message. */
final class Tail {
  private static final int MOST = 4 << 10;

  private final @Nullable ByteReader reader;
  private byte[] end = {};

  Tail(@Nullable ByteReader reader) {
    this.reader = reader;
  }

  Mono<@Nullable Void> follow() {
    ByteReader from = reader;
    return from == null
        ? Mono.empty()
        : Async.async(
            co -> {
              byte[] piece;
              while ((piece = co.await(from.read(1 << 16))) != null) {
                byte[] all = Arrays.copyOf(end, end.length + piece.length);
                System.arraycopy(piece, 0, all, end.length, piece.length);
                end = last(all);
              }
              return null;
            });
  }

  String text() {
    return text(end);
  }

  static String text(byte[] bytes) {
    return new String(last(bytes), StandardCharsets.UTF_8).strip();
  }

  private static byte[] last(byte[] bytes) {
    return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - MOST), bytes.length);
  }
}
