package monoloop.sync;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A value that changes, and those who wait for it to be something (Kotlin: StateFlow): like a
 * display that everybody reads when they look.
 *
 * <p>It remembers the newest value only. Whoever awaits a predicate misses no value, however short
 * it lasts; whoever reads {@link #asFlux} skips those that came while they were busy. For a stream
 * that skips nothing use {@link Broadcast}.
 *
 * {@snippet class="SyncSnippets" region="latest"}
 *
 * @param <T> the values; not null
 */
public final class Latest<T> {
  private final WaitQueue<T> waiters = new WaitQueue<>("Latest.await", this);
  private T value;

  /** How often it was set: tells readers whether there is something new. */
  private long version;

  /**
   * Creates one with a value.
   *
   * @param value not null
   */
  public Latest(T value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /**
   * Returns the newest value.
   *
   * @return not null
   */
  public T get() {
    return value;
  }

  /**
   * Sets the value and wakes those who wait for it; they resume with it in a later turn. An equal
   * value is no change. Does not wait.
   *
   * @param value not null
   */
  public void set(T value) {
    if (Objects.requireNonNull(value, "value").equals(this.value)) {
      return;
    }
    this.value = value;
    version++;
    waiters.wakeIf(waiter -> ((Await) waiter).accepts(value), value);
  }

  /**
   * Sets the value to what {@code change} makes of it. Does not wait.
   *
   * @param change what it throws comes out, with the value unchanged
   * @return the new value
   */
  public T update(UnaryOperator<T> change) {
    set(change.apply(value));
    return value;
  }

  /**
   * Waits until the value satisfies {@code predicate}.
   *
   * <p>The Mono completes with that value, at once if it is the present one; it may have changed
   * again when the waiter resumes. If cancelled while suspended, nothing was taken. Waiters resume
   * in the order in which they came.
   *
   * @param predicate is asked for every value, within {@link #set}; what it throws is the error of
   *     its waiter
   * @return cold; each await waits anew
   */
  public Mono<T> awaitUntil(Predicate<? super T> predicate) {
    return new Await(Objects.requireNonNull(predicate, "predicate"));
  }

  /**
   * Waits for the next change, whatever the value will be.
   *
   * <p>The Mono completes with the new value. If cancelled while suspended, nothing was taken.
   *
   * @return cold; each await waits anew
   */
  public Mono<T> awaitChange() {
    return new Await(null);
  }

  /**
   * Gives the present value and then changes, as fast as they are asked for.
   *
   * <p>Backpressure: a value is read when it is requested; those that came and went before are
   * skipped. Does not complete.
   *
   * @return cold; each subscriber begins with the value at that time
   */
  public Flux<T> asFlux() {
    return Async.flux(
        co -> {
          long seen = -1;
          while (true) {
            if (seen == version) {
              co.await(awaitChange());
            }
            seen = version;
            co.yield(value);
          }
        });
  }

  /**
   * Returns how it is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(version, waiters.size());
  }

  /** {@code Latest[connected, 2 waiting]}. */
  @Override
  public String toString() {
    return "Latest[" + value + ", " + waiters.size() + " waiting]";
  }

  /**
   * What a value is doing.
   *
   * @param changes how often it has changed
   * @param waiting how many wait for a change or a predicate
   */
  public record Statistics(long changes, int waiting) {}

  private final class Await extends Operation<T> {
    private final @Nullable Predicate<? super T> predicate;

    Await(@Nullable Predicate<? super T> predicate) {
      this.predicate = predicate;
    }

    boolean accepts(T candidate) {
      return predicate == null || predicate.test(candidate);
    }

    @Override
    protected @Nullable Object attempt() {
      return predicate != null && predicate.test(value) ? value : MUST_WAIT;
    }

    @Override
    protected WaitQueue<T> queue() {
      return waiters;
    }
  }
}
