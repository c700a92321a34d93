package monoloop.generator;

import org.jspecify.annotations.Nullable;

/**
 * The handle of a generator's body: what it suspends with.
 *
 * <p>To be called by the body that received it, while that runs. A compiled body may pass it to
 * private and static methods of its own class nest; one that passes it anywhere else runs on the
 * thread engine. Suspending while holding a monitor or a lock keeps it held until the next step.
 *
 * @param <Y> what the body yields
 * @param <S> what {@code yield} receives
 */
public interface Yielder<Y extends @Nullable Object, S extends @Nullable Object> {

  /**
   * Hands {@code value} to the driver and suspends until the next step (PEP 342: {@code received =
   * yield value}). The body goes on, on the thread of that step, once there is one; under {@link
   * Generator#flux} it goes on at once while there is demand.
   *
   * @param value what {@link Generator#next} or {@link Generator#send} returns to the driver; null
   *     is a value like any other, except in a Flux
   * @return what was sent; null after {@code next()}
   * @throws GeneratorExit if the generator is closed while it waits here
   * @throws Exception what {@link Generator#raise} carried, as it is
   * @throws IllegalStateException if called by anything but the body that the handle was given to
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
   * <p>If the iterable is a generator, one that is declared as an iterable or one that does not
   * receive what this body does, this delegates to it as {@link #yieldFrom(Generator)}: what is
   * sent goes to it unchecked.
   *
   * @param items any iterable
   * @return null; of a generator its return value
   * @throws Exception what the iterator throws, or what was raised
   */
  <R extends @Nullable Object> @Nullable R yieldFrom(Iterable<? extends Y> items) throws Exception;
}
