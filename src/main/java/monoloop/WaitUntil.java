package monoloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Waits until some of several tasks have ended and cancels none (asyncio.wait). */
final class WaitUntil<T> extends Awaitable<Void> {
  private final Set<Task<T>> tasks;
  private final When when;
  private final @Nullable Duration limit;

  private WaitUntil(Collection<Task<T>> tasks, When when, @Nullable Duration limit) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks must not be empty: there is nothing to wait for");
    }
    this.tasks = Collections.unmodifiableSet(new LinkedHashSet<>(tasks));
    this.when = when;
    this.limit = limit;
  }

  /** The coroutine that waits, and looks at the tasks when it goes on. */
  static <T> Mono<Waited<T>> of(Collection<Task<T>> tasks, When when, @Nullable Duration limit) {
    WaitUntil<T> wait = new WaitUntil<>(tasks, when, limit);
    return Async.async(
        co -> {
          co.await(wait);
          return wait.found();
        });
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) {
    Round round = new Round(frame.task());
    round.begin();
    frame.task().suspend(round);
    WaitGraph.look(frame.task());
    return CoroutineFrame.PENDING;
  }

  private Waited<T> found() {
    Set<Task<T>> done = new LinkedHashSet<>();
    Set<Task<T>> pending = new LinkedHashSet<>();
    for (Task<T> t : tasks) {
      (t.isDone() ? done : pending).add(t);
    }
    return new Waited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
  }

  @Override
  public String toString() {
    return "wait for " + tasks.size();
  }

  /** One await. */
  private final class Round implements Waiting {
    private final Task<?> waiter;
    private final List<Ended> observers = new ArrayList<>();
    private @Nullable Disposable timer;
    private int pending = tasks.size();
    private boolean over;

    /** All before this one have ended. */
    private int oldest;

    Round(Task<?> waiter) {
      this.waiter = waiter;
    }

    void begin() {
      for (Task<T> task : tasks) {
        task.checkLoopOf(waiter);
      }
      for (Task<T> task : tasks) {
        Ended observer = new Ended(task);
        observers.add(observer);
        task.addDoneCallback(observer);
      }
      if (limit != null) {
        timer = waiter.loop.callLater(limit, this::end);
      }
    }

    private void end() {
      if (!over) {
        leave();
        waiter.wake(null, null);
      }
    }

    private void leave() {
      over = true;
      if (timer != null) {
        timer.dispose();
      }
      for (Ended e : observers) {
        e.task.removeDoneCallback(e);
      }
    }

    @Override
    public @Nullable Iterator<? extends Outcome<?>> helpers() {
      if (timer != null) {
        return null;
      }
      while (oldest < observers.size() && observers.get(oldest).task.isDone()) {
        oldest++;
      }
      return observers.subList(oldest, observers.size()).stream().map(e -> e.task).iterator();
    }

    @Override
    public boolean cancelWait(Task<?> task, Cancellation why) {
      if (over) {
        return false;
      }
      leave();
      waiter.wake(null, new CancelledError(why));
      return true;
    }

    @Override
    public String toString() {
      return WaitUntil.this.toString();
    }

    /** A done callback, so that looking at the end of a task does not count as retrieving it. */
    private final class Ended implements Consumer<Task<T>>, OnBehalf {
      private final Task<T> task;

      Ended(Task<T> task) {
        this.task = task;
      }

      @Override
      public Task<?> waiter() {
        return waiter;
      }

      @Override
      public String through() {
        return WaitUntil.this.toString();
      }

      @Override
      public void accept(Task<T> ended) {
        pending--;
        boolean failed = ended.outcome == Outcome.FAILED;
        if (pending == 0
            || when == When.FIRST_COMPLETED
            || when == When.FIRST_EXCEPTION && failed) {
          end();
        } else if (!over) {
          WaitGraph.look(waiter);
        }
      }
    }
  }
}
