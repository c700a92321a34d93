package monoloop.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;

/** What a program does when signals ask it to end. Any thread. */
final class Ending implements Consumer<String> {
  private static final Map<String, Integer> STATUS = Map.of("INT", 130, "TERM", 143);

  private final Duration grace;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Loop loop;
  private volatile @Nullable Thread thread;

  // guarded by this
  private @Nullable Task<?> main;
  private int status;

  Ending(Duration grace) {
    this.grace = grace;
  }

  /** Which loop it is that will be asked. */
  void ends(Loop loop) {
    this.loop = loop;
    loop.callSoonThreadsafe(() -> thread = Thread.currentThread());
  }

  /** In the main task: it may have been asked to end already. */
  synchronized void begin(Task<?> task) {
    main = task;
    if (status != 0) {
      task.cancel("a signal came before it began");
    }
  }

  void over() {
    over.countDown();
  }

  /** What the process ends with if a signal ends it; 0 if none has come. */
  synchronized int status() {
    return status;
  }

  /** A signal has come; on a thread of the JDK. */
  @Override
  public void accept(String name) {
    Task<?> asked;
    synchronized (this) {
      if (status != 0) {
        Runtime.getRuntime().halt(status);
      }
      status = STATUS.getOrDefault(name, 1);
      asked = main;
    }
    Thread limit = new Thread(this::limit, "monoloop-ending");
    limit.setDaemon(true);
    limit.start();
    Loop l = loop;
    if (l != null && asked != null) {
      try {
        l.callSoonThreadsafe(() -> asked.cancel("SIG" + name));
      } catch (IllegalStateException loopIsClosed) {
        return; // it is about to end anyway
      }
    }
  }

  /** Waits for the end of the program, but not for ever. */
  private void limit() {
    try {
      if (over.await(TimeUnit.NANOSECONDS.convert(grace), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      return; // nobody does this
    }
    System.getLogger("monoloop")
        .log(
            Level.ERROR,
            "The program is ended, for it did not stop within " + grace + ": " + left());
    Runtime.getRuntime().halt(status());
  }

  /** Who has not stopped. */
  private String left() {
    Loop l = loop;
    if (l == null) {
      return "it had not begun";
    }
    CompletableFuture<String> tasks = new CompletableFuture<>();
    try {
      l.callSoonThreadsafe(() -> tasks.complete(Task.all().toString()));
      return tasks.get(1, TimeUnit.SECONDS);
    } catch (IllegalStateException | ExecutionException | InterruptedException e) {
      return l.toString();
    } catch (TimeoutException blocked) {
      Thread t = thread;
      return "its loop is held by"
          + (t == null
              ? " something"
              : Arrays.stream(t.getStackTrace())
                  .map(at -> "\n    at " + at)
                  .collect(Collectors.joining()));
    }
  }
}
