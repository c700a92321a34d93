package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * The handle of an async generator's body: it may await and yield (PEP 525).
 *
 * <p>Only {@code await} and {@code yield} suspend. The handle belongs to the body that received it,
 * as {@link Co} says.
 *
 * @param <Y> what the body yields
 * @param <S> what {@code yield} receives
 */
public interface AsyncYielder<Y extends @Nullable Object, S extends @Nullable Object> extends Co {

  /**
   * Emits {@code value} and suspends until the consumer asks for more.
   *
   * <p>Backpressure: there is demand when the body gets here, so the value is emitted at once;
   * while demand remains the call returns without suspending.
   *
   * @param value not null in a generator that is a Flux
   * @return always null in a generator that is a Flux
   * @throws NullPointerException if {@code value} is null
   * @throws CancelledError if the consumer has cancelled; {@code finally} blocks may await, but a
   *     further yield is an {@link IllegalStateException}
   * @throws IllegalStateException if called inside of a block that this body has opened: a time
   *     limit, a cancel scope, a task group or any other coroutine. Such a block would stay open
   *     while the consumer runs, and end who knows what (PEP 789). The block ends as for any error
   * @throws Exception whatever a consumer can raise here
   */
  S yield(Y value) throws Exception;
}
