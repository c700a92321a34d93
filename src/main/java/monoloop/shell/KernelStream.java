package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What is printed, sent on a few times a second at most, and before a cell ends. */
final class KernelStream extends OutputStream {
  private static final int BETWEEN_MILLIS = 50;
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kernel-output").factory());

  private final Consumer<String> sink;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private boolean scheduled;

  KernelStream(Consumer<String> sink) {
    this.sink = sink;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) {
    printed.write(bytes, from, count);
    if (!scheduled) {
      scheduled = true;
      TIMER.schedule(this::send, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends now what has been printed; half a character waits for its other half. */
  synchronized void send() {
    scheduled = false;
    byte[] bytes = printed.toByteArray();
    int whole = wholeCharacters(bytes);
    if (whole > 0) {
      sink.accept(new String(bytes, 0, whole, UTF_8).replace("\r\n", "\n"));
      printed.reset();
      printed.write(bytes, whole, bytes.length - whole);
    }
  }

  /** Sends now the lines that have been printed, and returns what was begun behind the last. */
  synchronized String sendLines() {
    String text = printed.toString(UTF_8).replace("\r\n", "\n");
    printed.reset();
    int begun = text.lastIndexOf('\n') + 1;
    if (begun > 0) {
      sink.accept(text.substring(0, begun));
    }
    return text.substring(begun);
  }

  private static int wholeCharacters(byte[] bytes) {
    int start = bytes.length;
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int b = bytes[bytes.length - back] & 0xff;
      if (b < 0x80) {
        break;
      }
      if (b >= 0xc0) {
        int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return back < length ? bytes.length - back : start;
      }
    }
    return start;
  }
}
