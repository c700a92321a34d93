package monoloop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Waits in several lines at once and leaves all but the one in which it is served. */
final class Select extends Awaitable<Select.Chosen> {
  private final List<? extends Clause<?>> clauses;

  /** Whether no clause that is ready is preferred. */
  private final boolean fair;

  /** Which clause was selected, and with what value. */
  record Chosen(int clause, @Nullable Object value) {}

  private Select(List<? extends Clause<?>> clauses, boolean fair) {
    this.clauses = clauses;
    this.fair = fair;
  }

  static <R extends @Nullable Object> Mono<R> of(List<Clause<R>> clauses, boolean fair) {
    if (clauses.isEmpty()) {
      throw new IllegalArgumentException("clauses must not be empty: nothing could be selected");
    }
    Select select = new Select(clauses, fair);
    return Async.async(
        co -> {
          Chosen chosen = co.await(select);
          return clauses.get(chosen.clause()).apply(chosen.value());
        });
  }

  @Override
  Object await(CoroutineFrame frame) throws Throwable {
    int otherwise = -1;
    int[] order = fair ? frame.task().loop.lots.order(clauses.size()) : null;
    for (int n = 0; n < clauses.size(); n++) {
      int i = order == null ? n : order[n];
      Mono<?> event = clauses.get(i).event;
      if (event == null) {
        otherwise = i;
      } else {
        Object result = now(event, frame);
        if (result != Operation.MUST_WAIT) {
          return new Chosen(i, result);
        }
      }
    }
    if (otherwise >= 0) {
      return new Chosen(otherwise, null);
    }
    Round round = new Round(frame.task());
    round.begin(order);
    frame.task().suspend(round);
    WaitGraph.look(frame.task());
    return CoroutineFrame.PENDING;
  }

  /** The result if it is there, else {@link Operation#MUST_WAIT} with nothing changed. */
  private static @Nullable Object now(Mono<?> event, CoroutineFrame frame) throws Throwable {
    return switch (event) {
      case Operation<?> operation -> operation.attempt();
      case Outcome<?> outcome when outcome.isDone() -> outcome.await(frame);
      case Fuseable.ScalarCallable<?> scalar -> scalar.call();
      default -> Operation.MUST_WAIT;
    };
  }

  @Override
  public String toString() {
    return "select";
  }

  /** One wait for whichever comes first. */
  private final class Round implements Waiting {
    private final Task<?> task;
    private final List<Candidate> candidates = new ArrayList<>(clauses.size());
    private boolean over;

    Round(Task<?> task) {
      this.task = task;
    }

    void begin(int @Nullable [] order) {
      try {
        for (int n = 0; n < clauses.size(); n++) {
          int i = order == null ? n : order[n];
          Mono<?> event = clauses.get(i).event;
          candidates.add(
              event instanceof Operation<?> operation
                  ? new InLine<>(this, i, operation)
                  : new Observed(this, i, event));
        }
      } catch (Throwable t) {
        over = true;
        leaveAll(null);
        throw t;
      }
    }

    void choose(Candidate winner, @Nullable Object value, @Nullable Throwable error) {
      over = true;
      leaveAll(winner);
      task.wake(error == null ? new Chosen(winner.clause(), value) : null, error);
    }

    /** Out of all lines first: somebody's leaving may let in who stands behind. */
    private void leaveAll(@Nullable Candidate winner) {
      candidates.forEach(Candidate::leave);
      for (Candidate c : candidates) {
        if (c != winner) {
          c.lost();
        }
      }
    }

    @Override
    public boolean cancelWait(Task<?> task, Cancellation why) {
      if (over) {
        return false;
      }
      over = true;
      leaveAll(null);
      task.wake(null, new CancelledError(why));
      return true;
    }

    @Override
    public @Nullable Iterator<? extends Outcome<?>> helpers() {
      List<Outcome<?>> all = new ArrayList<>();
      for (Candidate c : candidates) {
        Iterator<? extends Outcome<?>> some = c.helpers();
        if (some == null) {
          return null;
        }
        some.forEachRemaining(all::add);
      }
      return all.iterator();
    }

    @Override
    public void undelivered(@Nullable Object value) {
      if (value instanceof Chosen chosen) {
        for (Candidate c : candidates) {
          if (c.clause() == chosen.clause()) {
            c.giveBack(chosen.value());
          }
        }
      }
    }

    @Override
    public String toString() {
      return "select";
    }
  }

  /** A clause that may be selected. */
  private sealed interface Candidate {
    int clause();

    /** As {@link Waiting#helpers}. */
    @Nullable Iterator<? extends Outcome<?>> helpers();

    /** Makes sure that nothing comes any more. */
    void leave();

    /** Another one was selected. */
    void lost();

    /** It was selected, but its task is cancelled. */
    void giveBack(@Nullable Object value);
  }

  /** An operation that waits in its line. */
  private static final class InLine<T extends @Nullable Object> extends Waiter<T>
      implements Candidate {
    private final Round round;
    private final int clause;

    InLine(Round round, int clause, Operation<T> operation) {
      super(round.task, operation, operation.queue());
      this.round = round;
      this.clause = clause;
      operation.queue().add(this);
    }

    @Override
    void resume(@Nullable Object value, @Nullable Throwable error) {
      round.choose(this, value, error);
    }

    @Override
    public int clause() {
      return clause;
    }

    @Override
    public void leave() {
      if (queued) {
        operation.queue().unlink(this);
      }
    }

    @Override
    public void lost() {
      operation.abandoned();
    }

    @Override
    public void giveBack(@Nullable Object value) {
      undelivered(value);
    }
  }

  /** A result of others, or a task that was started for the clause. */
  private static final class Observed implements Candidate, Runnable, OnBehalf {
    private final Round round;
    private final int clause;
    private final @Nullable Mono<?> event;
    private final Outcome<?> outcome;

    Observed(Round round, int clause, @Nullable Mono<?> event) {
      this.round = round;
      this.clause = clause;
      this.event = event;
      outcome = Task.ensure(round.task, Objects.requireNonNull(event));
      outcome.checkWaiter(round.task);
      outcome.observe(this);
    }

    @Override
    public Task<?> waiter() {
      return round.task;
    }

    @Override
    public String through() {
      return "select";
    }

    @Override
    public void run() {
      if (round.over) {
        return;
      }
      try {
        round.choose(this, outcome.result(), null);
      } catch (Throwable t) {
        round.choose(this, null, t);
      }
    }

    @Override
    public int clause() {
      return clause;
    }

    @Override
    public Iterator<? extends Outcome<?>> helpers() {
      return List.<Outcome<?>>of(outcome).iterator();
    }

    @Override
    public void leave() {
      outcome.unobserve(this);
    }

    @Override
    public void lost() {
      if (outcome == event) {
        return;
      }
      if (outcome.isDone() && outcome.outcome == Outcome.COMPLETED) {
        giveBack(outcome.value);
      } else {
        outcome.requestCancel(Cancellation.of("another clause was selected"));
      }
    }

    @Override
    public void giveBack(@Nullable Object value) {
      boolean kept = event instanceof Awaitable<?> own && own.takeBack(value);
      if (outcome != event && !kept && value != null) {
        Operators.onDiscard(value, round.task.context);
      }
    }
  }
}
