package monoloop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Waits for several results at once (asyncio.gather): each await starts what is not started. */
final class Gather<T, E> extends Awaitable<List<E>> {
  private final List<Mono<? extends T>> works;
  private final Collecting<E> collecting;

  /** What becomes of the children's outcomes. */
  @FunctionalInterface
  interface Collecting<E> {
    /**
     * Takes the outcome of one child.
     *
     * @throws Throwable what ends the whole gathering at once
     */
    @Nullable E collect(Outcome<?> child) throws Throwable;
  }

  Gather(Collection<? extends Mono<? extends T>> works, Collecting<E> collecting) {
    Objects.requireNonNull(works, "works");
    for (Mono<?> work : works) {
      Objects.requireNonNull(work, "each of works");
    }
    this.works = List.copyOf(works);
    this.collecting = collecting;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) {
    if (works.isEmpty()) {
      return List.of();
    }
    Task<?> waiter = frame.task();
    Round round = new Round(waiter);
    Map<Mono<?>, Outcome<?>> started = new IdentityHashMap<>();
    for (Mono<?> work : works) {
      round.children.add(started.computeIfAbsent(work, w -> Task.ensure(waiter, w)));
    }
    round.pending = started.size();
    for (Outcome<?> child : started.values()) {
      child.observe(round.new Ended(child));
    }
    waiter.suspend(round);
    WaitGraph.look(waiter);
    return CoroutineFrame.PENDING;
  }

  @Override
  public String toString() {
    return "gather of " + works.size();
  }

  /** One await. */
  private final class Round implements Waiting {
    private final Task<?> waiter;
    private final List<Outcome<?>> children = new ArrayList<>(works.size());
    private int pending;

    /** All before this one have ended. */
    private int oldest;

    private boolean over;
    private @Nullable CancelledError cancelled;

    Round(Task<?> waiter) {
      this.waiter = waiter;
    }

    /** Cancels the children; the wait ends with them. */
    @Override
    public boolean cancelWait(Task<?> task, Cancellation why) {
      if (over) {
        return false; // an error was first: the others go on, the cancel comes at the await
      }
      boolean any = false;
      for (Outcome<?> child : children) {
        any |= child.requestCancel(why);
      }
      if (any) {
        cancelled = new CancelledError(why);
      }
      return any;
    }

    @Override
    public Iterator<? extends Outcome<?>> helpers() {
      while (oldest < children.size() && children.get(oldest).isDone()) {
        oldest++;
      }
      return children.subList(oldest, children.size()).iterator();
    }

    @Override
    public boolean endsAtOnce() {
      return false;
    }

    private void end(@Nullable Object value, @Nullable Throwable error) {
      over = true;
      waiter.wake(value, error);
    }

    private void collect() {
      if (cancelled != null) {
        end(null, cancelled);
        return;
      }
      List<@Nullable E> results = new ArrayList<>(children.size());
      try {
        for (Outcome<?> child : children) {
          results.add(collecting.collect(child));
        }
        end(Collections.unmodifiableList(results), null);
      } catch (Throwable t) {
        end(null, t);
      }
    }

    @Override
    public String toString() {
      return Gather.this.toString();
    }

    /** Hears of the end of one child in the turn after it. */
    private final class Ended implements Runnable, OnBehalf {
      private final Outcome<?> child;

      Ended(Outcome<?> child) {
        this.child = child;
      }

      @Override
      public Task<?> waiter() {
        return waiter;
      }

      @Override
      public String through() {
        return Gather.this.toString();
      }

      @Override
      public void run() {
        pending--;
        if (over) {
          return;
        }
        try {
          collecting.collect(child);
        } catch (Throwable t) {
          end(null, t);
          return;
        }
        if (pending == 0) {
          collect();
        } else {
          WaitGraph.look(waiter);
        }
      }
    }
  }
}
