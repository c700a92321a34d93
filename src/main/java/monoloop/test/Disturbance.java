package monoloop.test;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Schedule;
import monoloop.Task;
import monoloop.TaskGroupException;
import monoloop.VirtualTicker;
import monoloop.When;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The usual schedule, except that one await of one task is cancelled or fails. */
final class Disturbance implements Schedule {
  private static final String SUBJECT = "body";

  private final int at;

  /** Null to cancel. */
  private final @Nullable Supplier<? extends Exception> error;

  private @Nullable Task<?> subject;
  private int awaits;

  /** The subject when it was disturbed; null if it has not had that many awaits. */
  private @Nullable String hit;

  private Disturbance(int at, @Nullable Supplier<? extends Exception> error) {
    this.at = at;
    this.error = error;
  }

  static int atEach(
      Coroutine<?> body, Runnable check, @Nullable Supplier<? extends Exception> error) {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(check, "check");
    for (int at = 1; ; at++) {
      Disturbance d = new Disturbance(at, error);
      try {
        d.run(body);
        check.run();
      } catch (Throwable t) {
        throw new AssertionError(d + ": " + t.getMessage(), t);
      }
      if (d.hit == null) {
        return at - 1;
      }
    }
  }

  private void run(Coroutine<?> body) {
    TestLoop test = new TestLoop(VirtualTicker.autojump(), this);
    test.checked(() -> test.loop.run(subject(body)), null);
  }

  @SuppressWarnings("unchecked")
  private Mono<Boolean> subject(Coroutine<?> body) {
    Mono<Object> work = Async.async((Coroutine<Object>) body);
    return Async.async(
        co -> {
          Task<Object> task = co.spawn(SUBJECT, work);
          subject = task;
          co.await(Async.waitUntil(List.of(task), When.ALL_COMPLETED));
          Throwable thrown = task.isCancelled() ? null : task.exception();
          if (thrown != null && (error == null || hit == null || findsFault(thrown))) {
            task.result();
          }
          return true;
        });
  }

  /** Whether the body says that something is wrong, rather than that the await has failed. */
  private static boolean findsFault(Throwable thrown) {
    return thrown instanceof AssertionError
        || (thrown instanceof TaskGroupException group
            && group.leaves().stream().anyMatch(AssertionError.class::isInstance));
  }

  @Override
  public int next(int ready) {
    return 0;
  }

  @Override
  public @Nullable Throwable suspended(Task<?> task) {
    if (task != subject || ++awaits != at) {
      return null;
    }
    hit = task.toString();
    if (error != null) {
      return error.get();
    }
    task.cancel("the test cancels at every await");
    return null;
  }

  @Override
  public String toString() {
    String what = error == null ? "cancelled" : "failed";
    return hit == null ? "not disturbed" : what + " at await " + at + ", " + hit;
  }
}
