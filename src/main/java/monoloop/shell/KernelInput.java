package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.CancelledError;
import org.jspecify.annotations.Nullable;

/**
 * What a cell reads from {@code System.in}: each line is asked for when it is read. It throws no
 * IOException: a Scanner would take that for the end of the input.
 */
final class KernelInput extends InputStream {
  private final Runnable ask;
  private final AtomicReference<@Nullable CompletableFuture<String>> asked =
      new AtomicReference<>();
  private byte[] line = {};
  private int next;

  /**
   * Reads nothing yet.
   *
   * @param ask has a line typed, which then comes to {@link #typed}; what it throws the reader gets
   */
  KernelInput(Runnable ask) {
    this.ask = ask;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    read(one, 0, 1);
    return one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] bytes, int from, int most) {
    if (most == 0) {
      return 0;
    }
    if (next == line.length) {
      line = (line() + "\n").getBytes(UTF_8);
      next = 0;
    }
    int count = Math.min(most, line.length - next);
    System.arraycopy(line, next, bytes, from, count);
    next += count;
    return count;
  }

  /** What can be read without asking. */
  @Override
  public synchronized int available() {
    return line.length - next;
  }

  private String line() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    asked.set(answer);
    try {
      ask.run();
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new CancelledError("the cell was interrupted");
    } finally {
      asked.set(null);
    }
  }

  /** A line that was typed; lost if nobody waits for it any more. Any thread. */
  void typed(String text) {
    CompletableFuture<String> answer = asked.get();
    if (answer != null) {
      answer.complete(text);
    }
  }

  /** Nobody will type: the one who waits is cancelled. Any thread. */
  void cancel() {
    CompletableFuture<String> answer = asked.get();
    if (answer != null) {
      answer.completeExceptionally(new CancelledError("the cell was interrupted"));
    }
  }
}
