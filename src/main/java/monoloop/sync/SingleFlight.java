package monoloop.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import monoloop.Async;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets those who want the same thing at the same time share one run of it: a hundred requests for a
 * missing cache entry ask the database once.
 *
 * <p>Nothing is remembered after the run; {@link Once} does that. The work runs in a task of its
 * own, which is cancelled when nobody waits for it any more.
 *
 * @param <K> what tells one thing from another; by {@code equals}
 * @param <T> the results
 */
public final class SingleFlight<K, T extends @Nullable Object> {
  private final Map<K, Flight<T>> flights = new HashMap<>();
  private long started;
  private long shared;

  /** Creates one that runs nothing. */
  public SingleFlight() {}

  /**
   * Runs {@code work}, or joins the run for an equal key.
   *
   * <p>The Mono completes with the result of the run, or its error; everybody gets the same one. If
   * cancelled while suspended, nothing was taken: the run goes on for the others, and is cancelled
   * if there are none.
   *
   * @param key not null
   * @param work ignored if there is a run already; not a task
   * @return cold; each await joins a run or starts one
   */
  public Mono<T> run(K key, Mono<T> work) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(work, "work");
    return Async.async(
        co -> {
          Flight<T> flight = flights.get(key);
          if (flight == null || flight.task.isDone()) {
            flight = new Flight<>(co.spawn(work));
            flights.put(key, flight);
            started++;
          } else {
            shared++;
          }
          flight.waiting++;
          try {
            return co.await(Async.shield(flight.task));
          } finally {
            leave(key, flight);
          }
        });
  }

  private void leave(K key, Flight<T> flight) {
    if (--flight.waiting == 0) {
      flights.remove(key, flight);
      flight.task.cancel("nobody waits for it any more");
    }
  }

  /**
   * Returns how it is used.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(flights.size(), started, shared);
  }

  /** {@code SingleFlight[2 running]}. */
  @Override
  public String toString() {
    return "SingleFlight[" + flights.size() + " running]";
  }

  /**
   * What it is doing and has done.
   *
   * @param running how many runs somebody waits for
   * @param started how many runs there were
   * @param shared how many joined a run of somebody else
   */
  public record Statistics(int running, long started, long shared) {}

  private static final class Flight<T extends @Nullable Object> {
    private final Task<T> task;
    private int waiting;

    Flight(Task<T> task) {
      this.task = task;
    }
  }
}
