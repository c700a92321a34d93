package monoloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * Several works of which one wins: one run.
 *
 * <p>With a delay they start one after the other and the first value wins; without one they start
 * together and the first end wins, however it is. The losers are cancelled and waited for.
 */
final class Race<T> {
  private final Task<?> judge;
  private final List<Mono<? extends T>> works;
  private final @Nullable Duration delay;
  private final List<Outcome<?>> runners = new ArrayList<>();
  private @Nullable Outcome<?> winner;
  private int live;
  private boolean stopped;

  /** Who had not ended when the others were stopped. */
  private final Set<Outcome<?>> interrupted = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Whether it is time for the next one to start. */
  private boolean due = true;

  private @Nullable Disposable timer;

  /** Completed when there is something to do; present while the race waits. */
  private @Nullable Deferred<Boolean> news;

  private Race(Task<?> judge, List<Mono<? extends T>> works, @Nullable Duration delay) {
    this.judge = judge;
    this.works = works;
    this.delay = delay;
  }

  static <T> Mono<T> of(List<? extends Mono<? extends T>> works, @Nullable Duration delay) {
    if (works.isEmpty()) {
      throw new IllegalArgumentException("works must not be empty: nothing could win the race");
    }
    Set<Mono<? extends T>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Mono<? extends T>> once = new ArrayList<>(works);
    once.removeIf(work -> !distinct.add(work));
    return Async.async(
        co -> {
          Race<T> race = new Race<>(co.task(), once, delay);
          CancelledError cancelled = null;
          while (race.goesOn()) {
            try {
              Deferred<Boolean> news = race.news();
              co.await(cancelled == null ? news : new Unscoped<>(news));
              race.stopIfWon();
            } catch (CancelledError e) {
              cancelled = e;
              race.stop(e.cancellation());
            }
          }
          return race.result(cancelled);
        });
  }

  /** Starts whoever is due; false once there is nothing to wait for. */
  private boolean goesOn() {
    while (due && !stopped && runners.size() < works.size()) {
      due = delay == null;
      Outcome<?> runner = Task.ensure(judge, works.get(runners.size()));
      runners.add(runner);
      live++;
      runner.observe(new Ended<>(this, runner));
      callOffTimer();
      if (delay != null && runners.size() < works.size()) {
        timer = judge.loop.callLater(delay, this::nextIsDue);
      }
    }
    return live > 0;
  }

  private void nextIsDue() {
    due = true;
    tell();
  }

  private void callOffTimer() {
    if (timer != null) {
      timer.dispose();
      timer = null;
    }
  }

  private Deferred<Boolean> news() {
    news = new Deferred<>(judge.loop, this);
    return news;
  }

  /** Those of whom one must end; null if somebody else may start. */
  @Nullable Iterator<Outcome<?>> runners() {
    return timer == null ? runners.stream().filter(r -> !r.isDone()).iterator() : null;
  }

  private void tell() {
    if (news != null && !news.isDone()) {
      news.complete(true);
    }
  }

  private void ended(Outcome<?> runner) {
    live--;
    if (winner == null && (delay == null || runner.outcome == Outcome.COMPLETED)) {
      winner = runner;
      tell();
    } else if (live == 0 || runner == runners.getLast()) {
      nextIsDue();
    } else {
      WaitGraph.look(judge);
    }
  }

  private void stopIfWon() {
    if (winner != null && !stopped) {
      stop(Cancellation.of("another one has won the race"));
    }
  }

  private void stop(Cancellation why) {
    stopped = true;
    callOffTimer();
    for (Outcome<?> runner : runners) {
      if (runner.requestCancel(why)) {
        interrupted.add(runner);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable T result(@Nullable CancelledError cancelled) {
    Outcome<?> first = cancelled == null ? winner : null;
    if (cancelled == null && first == null) {
      throw new TaskGroupException(
          runners.stream().map(r -> (Throwable) Objects.requireNonNull(r.value)).toList());
    }
    Throwable thrown =
        cancelled != null ? cancelled : failure(Objects.requireNonNull(first));
    for (int i = 0; i < runners.size(); i++) {
      Outcome<?> runner = runners.get(i);
      if (runner != first) {
        lost(runner, runner != works.get(i), thrown);
      }
    }
    if (thrown == null) {
      tellOfFailures();
    }
    if (cancelled != null) {
      throw cancelled;
    }
    return (T) Objects.requireNonNull(first).result();
  }

  private static @Nullable Throwable failure(Outcome<?> runner) {
    return runner.outcome == Outcome.FAILED ? (Throwable) runner.value : null;
  }

  /** Nothing of a loser is lost: neither its error nor a value that came all the same. */
  private void lost(Outcome<?> runner, boolean own, @Nullable Throwable thrown) {
    Throwable error = failure(runner);
    if (own && runner.outcome == Outcome.COMPLETED && runner.value != null) {
      Operators.onDiscard(runner.value, judge.context);
    } else if (error != null && thrown != null && thrown != error) {
      thrown.addSuppressed(error);
    }
  }

  /** Nobody is thrown at: what went wrong after the end is a fault, an attempt before it is not. */
  private void tellOfFailures() {
    List<Throwable> attempts = new ArrayList<>(0);
    Throwable fault = null;
    Outcome<?> faulty = null;
    for (Outcome<?> runner : runners) {
      Throwable error = failure(runner);
      if (error == null) {
        continue;
      }
      if (delay != null && !interrupted.contains(runner)) {
        attempts.add(error);
      } else if (fault == null) {
        fault = error;
        faulty = runner;
      } else {
        fault.addSuppressed(error);
      }
    }
    if (fault != null) {
      attempts.forEach(fault::addSuppressed);
      judge.loop.report("the loser of a race failed while it was being cancelled", fault, faulty);
    } else if (!attempts.isEmpty()) {
      System.getLogger("monoloop")
          .log(
              System.Logger.Level.DEBUG,
              "attempts of a staggered race failed before another one had a value",
              new TaskGroupException(attempts));
    }
  }

  @Override
  public String toString() {
    return "race of " + works.size();
  }

  /** Hears of the end of one runner in the turn after it. */
  private record Ended<T>(Race<T> race, Outcome<?> runner) implements Runnable, OnBehalf {
    @Override
    public void run() {
      race.ended(runner);
    }

    @Override
    public Task<?> waiter() {
      return race.judge;
    }

    @Override
    public String through() {
      return race.toString();
    }
  }
}
