package monoloop.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lines of a stream whose reads block, such as the standard input: a daemon thread of its own
 * blocks, while somebody waits for a line, and the loop does not.
 *
 * <p>A read that has begun cannot be called back: what it brings after a cancel is kept for the
 * next one who asks, on whatever loop. One reader at a time. The stream is not closed.
 */
public final class LineInput {
  private static final int LONGEST_LINE = 16 << 20;

  /** Made when it is asked for: somebody may have called System.setIn before. */
  private static final class Standard {
    static final LineInput INPUT = new LineInput("standard input", System.in);
  }

  private final String name;
  private final InputStream in;
  private final ThreadPoolExecutor thread;

  // guarded by this
  private final Lines lines = new Lines(LONGEST_LINE);
  private final ArrayDeque<String> returned = new ArrayDeque<>();
  private @Nullable ReadLine reader;
  private boolean reading;
  private boolean ended;
  private @Nullable IOException error;

  private LineInput(String name, InputStream in) {
    this.name = name;
    this.in = in;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread t = new Thread(work, "monoloop-input");
              t.setDaemon(true);
              return t;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Returns the standard input, {@link System#in} as it is at the first call.
   *
   * @return the same one each time
   */
  public static LineInput standard() {
    return Standard.INPUT;
  }

  /**
   * Makes one of any stream, which nobody else reads then.
   *
   * @param in may block
   * @return in UTF-8
   */
  public static LineInput of(InputStream in) {
    return new LineInput("stream", Objects.requireNonNull(in, "in"));
  }

  /**
   * Waits for a line. If cancelled, it is not lost.
   *
   * @return cold; without its end; empty at the end of the input. Fails with the stream's {@link
   *     IOException}, with {@link LineTooLongException} at more than 16 MiB, and with {@link
   *     IllegalStateException} if somebody else waits for a line
   */
  public Mono<String> readLine() {
    return Async.async(co -> co.await(new ReadLine(co.loop())));
  }

  /**
   * Returns the lines from here on. Backpressure: reads when a line is requested.
   *
   * @return cold; fails as {@link #readLine}; its subscribers share the lines
   */
  public Flux<String> lines() {
    Mono<String> next = readLine();
    return Async.flux(
        co -> {
          for (String line; (line = co.await(next)) != null; ) {
            co.yield(line);
          }
          return null;
        });
  }

  /** {@code LineInput[reading, standard input]}. */
  @Override
  public synchronized String toString() {
    return "LineInput[" + (reading ? "reading, " : ended ? "ended, " : "idle, ") + name + "]";
  }

  /** What is there already; guarded by this. */
  private @Nullable String takeLine() throws IOException {
    String line = returned.poll();
    if (line == null) {
      line = lines.next();
    }
    if (line == null && error != null) {
      throw error;
    }
    return line == null && ended ? lines.rest() : line;
  }

  /** Reads once; on its thread. */
  private void read() {
    byte[] buffer = new byte[8192];
    int n = -1;
    IOException failure = null;
    try {
      n = in.read(buffer);
    } catch (IOException e) {
      failure = e;
    }
    ReadLine told;
    synchronized (this) {
      reading = false;
      error = failure;
      if (n > 0) {
        try {
          lines.add(Arrays.copyOf(buffer, n));
        } catch (LineTooLongException e) {
          error = e;
        }
      } else {
        ended = n < 0;
      }
      told = reader;
    }
    if (told != null) {
      told.look();
    }
  }

  /** One wait for a line. */
  private final class ReadLine extends Operation<String> {
    private final WaitQueue<String> waiter = new WaitQueue<>("LineInput.readLine");
    private final Loop loop;

    ReadLine(Loop loop) {
      this.loop = loop;
    }

    @Override
    protected @Nullable Object attempt() throws IOException {
      synchronized (LineInput.this) {
        if (reader != null && reader != this) {
          throw new IllegalStateException(
              LineInput.this + " has a reader already: await one line after the other");
        }
        String line = takeLine();
        if (line != null || ended) {
          return line;
        }
        reader = this;
        if (!reading) {
          reading = true;
          thread.execute(LineInput.this::read);
        }
        return MUST_WAIT;
      }
    }

    /** Something has been read. Any thread. */
    void look() {
      try {
        loop.callSoonThreadsafe(this::again);
      } catch (IllegalStateException loopIsClosed) {
        abandoned(); // what was read is there for the next one
      }
    }

    private void again() {
      if (waiter.isEmpty()) {
        return;
      }
      try {
        Object line = attempt();
        if (line != MUST_WAIT) {
          leave();
          waiter.wake((String) line);
        }
      } catch (IOException e) {
        leave();
        waiter.fail(e);
      }
    }

    private void leave() {
      synchronized (LineInput.this) {
        if (reader == this) {
          reader = null;
        }
      }
    }

    @Override
    protected WaitQueue<String> queue() {
      return waiter;
    }

    @Override
    protected void abandoned() {
      leave();
    }

    @Override
    protected void undelivered(String line) {
      if (line != null) {
        synchronized (LineInput.this) {
          returned.addFirst(line);
        }
      }
    }
  }
}
