package monoloop;

import java.util.Objects;
import monoloop.generator.Engine;
import monoloop.generator.GeneratorExit;
import monoloop.generator.GeneratorState;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A body that awaits and yields, and that is asked for each value: two coroutines that talk to each
 * other (PEP 525).
 *
 * <p>Every step is a cold Mono: nothing happens before somebody awaits or subscribes, and each
 * await is a step of its own. The body runs inside the task of whoever awaits the step, with that
 * task's context; what it waits for, that task waits for. Cancelling the step raises a {@link
 * CancelledError} at the body's await: if the body lets it out, the generator has ended. While the
 * body waits at a yield, nobody's cancellation touches it.
 *
 * <pre>
 * created --> running &lt;--> suspended --> closed
 * </pre>
 *
 * <p>The end of the body, and every step after it, is an empty Mono: {@code for (T t; (t =
 * co.await(g.next())) != null; )}. So {@code yield(null)} is a {@link NullPointerException} at the
 * yield, and what the body returns is ignored. An error comes out of the step as it is and ends the
 * generator; a {@link monoloop.generator.StopIteration} becomes an {@link IllegalStateException}
 * with it as cause.
 *
 * <p>Belongs to the loop of its first step and ends with it. Any task of that loop may make a step,
 * one at a time: a step while another one is in progress is an {@link IllegalStateException}, never
 * a wait.
 *
 * <p><b>Clean-up.</b> Leaving a loop over it early does not close it: {@link #close} does, at best
 * through {@link #closeAfter}. A loop that closes closes the generators that are suspended, after
 * the plain tasks; one that was dropped is closed some time after it was collected. Errors of these
 * go to the loop's exception handler, each generator's on its own. The garbage collector makes no
 * promises, and a body that refers to its own generator keeps it alive.
 *
 * <p>Not for a stream without replies: {@link Async#flux} makes one with backpressure. Unlike
 * Python's, a body that ignores its closing stays suspended and can be closed again.
 *
 * @param <Y> what the body yields
 * @param <S> what it receives
 */
public final class AsyncGenerator<Y, S extends @Nullable Object> {
  final AsyncExchange exchange;

  private AsyncGenerator(CoroutineFactory factory) {
    exchange = new AsyncExchange(factory);
  }

  /**
   * Creates a generator; nothing of {@code body} runs before the first step.
   *
   * @param body what runs from the first step on
   * @return a generator in the state {@code created}
   */
  public static <Y, S extends @Nullable Object> AsyncGenerator<Y, S> of(
      AsyncGeneratorBody<Y, S> body) {
    return of(Engine.COMPILED, body);
  }

  /**
   * Creates a generator that runs on a given engine; otherwise as {@link #of(AsyncGeneratorBody)}.
   *
   * @param engine {@link Engine#COMPILED} is a wish: {@link Monoloop#explain} tells what comes of
   *     it
   * @param body what runs from the first step on
   * @return a generator in the state {@code created}
   */
  public static <Y, S extends @Nullable Object> AsyncGenerator<Y, S> of(
      Engine engine, AsyncGeneratorBody<Y, S> body) {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(body, "body");
    return new AsyncGenerator<>(CoroutineFactory.generator(engine, body));
  }

  /**
   * Asks for the next value; the body's yield returns null (Python: anext).
   *
   * <p>Completes when the body yields, empty when it returns. If cancelled, a {@link
   * CancelledError} is raised at the body's await.
   *
   * @return cold; fails with what the body lets out, or with an {@link IllegalStateException} if a
   *     step is in progress or the generator belongs to another loop
   */
  public Mono<Y> next() {
    return new AsyncStep<>(this, AsyncStep.SEND, null);
  }

  /**
   * Lets the body's yield return {@code value} and asks for the next one (Python: asend).
   *
   * @param value null is the same as {@link #next}
   * @return cold; as {@code next()}, and it fails with an {@link IllegalStateException} if the body
   *     has not started and {@code value} is not null
   */
  public Mono<Y> send(S value) {
    return new AsyncStep<>(this, AsyncStep.SEND, value);
  }

  /**
   * Raises {@code thrown} at the body's yield and asks for the next value (Python: athrow).
   *
   * @param thrown raised as it is; a generator that has not started is closed by it
   * @return cold; as {@code next()}, and it fails with {@code thrown} if there is no body to catch
   *     it, because it has not started or has ended
   */
  public Mono<Y> raise(Throwable thrown) {
    return new AsyncStep<>(this, AsyncStep.RAISE, Objects.requireNonNull(thrown, "thrown"));
  }

  /**
   * Raises a {@link GeneratorExit} at the body's yield and waits for its end (Python: aclose).
   *
   * <p>{@code finally} blocks may await. The body of a generator that has not started never runs;
   * closing one that has ended does nothing. If cancelled, a {@link CancelledError} is raised where
   * the clean-up awaits.
   *
   * @return cold; fails with what the clean-up lets out, and with an {@link IllegalStateException}
   *     if the body yields in answer, or if a step is in progress
   */
  public Mono<Void> close() {
    return new AsyncStep<>(this, AsyncStep.CLOSE, null);
  }

  /**
   * Awaits {@code work} and closes this generator, however the work has ended (Python: aclosing).
   *
   * <p>If the closing fails too, its error is suppressed by that of the work, except that a
   * cancellation comes out in any case.
   *
   * @param work awaited in the task of the waiter
   * @return cold; its result is that of the work
   */
  public <T> Mono<T> closeAfter(Mono<T> work) {
    return new ClosingWork<>(this, Objects.requireNonNull(work, "work"));
  }

  /**
   * Runs {@code body} and closes this generator; as {@link #closeAfter(Mono)}.
   *
   * @param body uses the generator
   * @return cold; its result is that of the body
   */
  public <T extends @Nullable Object> Mono<T> closeAfter(Coroutine<T> body) {
    return new ClosingWork<>(this, new CoroutineMono<>(body));
  }

  /**
   * Returns what is left as a Flux: one {@link #next} for each element that is requested.
   *
   * <p>Its subscriptions share this generator. Cancelling one leaves the generator open, as
   * breaking out of a loop does; if the body is awaiting, a {@link CancelledError} is raised there.
   * To close it in the end: {@code Flux.usingWhen(Mono.fromSupplier(...), AsyncGenerator::asFlux,
   * AsyncGenerator::close)}.
   *
   * @return signals on the loop's thread; its errors are those of {@code next()}
   */
  public Flux<Y> asFlux() {
    return new CoroutineFlux<>(new AsyncPull.Source(this));
  }

  /**
   * Returns where it stands. Any thread; exact on the loop's.
   *
   * @return {@link GeneratorState#RUNNING} also while the body awaits within a step
   */
  public GeneratorState state() {
    return exchange.state();
  }

  /** {@code AsyncGenerator[suspended, at Parser.java:41]}. */
  @Override
  public String toString() {
    return exchange.toString();
  }
}
