package monoloop.generator;

import org.jspecify.annotations.Nullable;

/**
 * The handle of a generator's body: what it suspends with.
 *
 * @param <Y> what the body yields
 * @param <S> what {@code yield} receives
 */
public interface Yielder<Y extends @Nullable Object, S extends @Nullable Object> {

  /**
   * Hands {@code value} to the driver and suspends until the next step (PEP 342: {@code received =
   * yield value}).
   *
   * @param value what {@link Generator#next} or {@link Generator#send} returns to the driver
   * @return what was sent; null after {@code next()}
   * @throws Exception what {@link Generator#raise} carried, as it is; {@link GeneratorExit} on close
   */
  S yield(Y value) throws Exception;

  /**
   * Delegates to {@code generator} until it returns (PEP 380): every step goes to it directly, in
   * O(1) however deep the delegation.
   *
   * @param generator fresh, suspended or finished; one that runs already is an {@link
   *     IllegalStateException} at this call
   * @return the delegate's return value; null if it had already finished
   * @throws Exception what the delegate lets out, or what was raised into it and not caught there
   */
  <R extends @Nullable Object> R yieldFrom(Generator<? extends Y, ? super S, R> generator)
      throws Exception;

  /**
   * Yields each item of {@code items}. A value other than null that is sent meanwhile is an {@link
   * UnsupportedOperationException} at this call, because items cannot receive.
   *
   * @param items any iterable that is not a generator
   * @return always null
   * @throws Exception what the iterator throws, or what was raised
   */
  @Nullable Void yieldFrom(Iterable<? extends Y> items) throws Exception;
}
