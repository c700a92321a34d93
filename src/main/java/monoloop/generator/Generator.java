package monoloop.generator;

import java.lang.invoke.MethodHandles.Lookup;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A body that is suspended at each {@code yield} and resumed by {@link #next} and {@link #send}:
 * two programs that talk to each other on one thread (PEP 342, 380, 479).
 *
 * <p>Like two people with one microphone: the driver speaks by {@code send}, the body answers by
 * {@code yield}, and never both at once. Nothing of the body runs before the first step.
 *
 * {@snippet class="GeneratorSnippets" region="consumer"}
 *
 * <p><b>States</b> ({@link #state}): <em>created</em> → <em>running</em> ⇄ <em>suspended</em>, and
 * <em>closed</em> once the body has returned or thrown, or {@link #close} was called.
 *
 * <p><b>Threads.</b> A step runs the body and returns when it yields or ends; it does not wait for
 * anything else. A generator belongs to no thread, but to one driver at a time: handing it to
 * another thread needs the usual happens-before, and a step while another one is executing is an
 * {@link IllegalStateException}, never a wait.
 *
 * <p><b>What a body throws</b> comes out of the step as it is, checked or not, and finishes the
 * generator. Only a {@link StopIteration} that leaves the body is replaced, because the driver
 * would take it for a return (PEP 479): by an {@link IllegalStateException} with it as cause.
 *
 * <p><b>Clean-up.</b> A generator that waits inside a {@code try} is closed by {@link #close}, at
 * best through try-with-resources. One that is dropped instead is closed some time after it was
 * collected: its {@code finally} blocks run on the loop on whose thread it was created, otherwise
 * on a virtual thread. An error there, or a body that yields in answer, has no caller and is logged
 * by the {@link System.Logger} {@code "monoloop"} with the line at which the body waited, and with
 * the stack that created the generator under {@code -Dmonoloop.debug=true}. The
 * garbage collector makes no promises: rely on it for repair only. A body that refers to its own
 * generator keeps it alive. {@code finally} blocks are not run when the JVM exits.
 *
 * <p><b>Unlike Python:</b> {@code throw} is a keyword of Java, so {@link #raise} raises; {@link
 * #tryNext}, {@link #trySend} and {@link #tryRaise} report the end by value; and leaving a {@code
 * for} loop early leaves the generator suspended even if nobody else holds it.
 *
 * @param <Y> what the body yields
 * @param <S> what it receives
 * @param <R> what it returns
 */
public interface Generator<
        Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    extends Iterable<Y>, AutoCloseable {

  // ---- making one

  /**
   * Creates a generator; nothing of {@code body} runs before the first step.
   *
   * <p>The body is compiled at its first use, or runs on a virtual thread of its own where that is
   * impossible; nothing but the speed depends on it.
   *
   * @param body what runs from the first step on
   * @return a generator in the state {@code created}
   * @throws NullPointerException if {@code body} is null
   * @see Engine
   */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(GeneratorBody<Y, S, R> body) {
    return Generators.of(
        null,
        Engine.COMPILED,
        Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  /**
   * Creates a generator whose body lives in a package that only {@code lookup} can reach: in a
   * named module that does not open the package to this library.
   *
   * @param lookup full access to the class that the body stands in: {@code MethodHandles.lookup()}
   *     called there
   * @param body what runs from the first step on
   * @return a generator in the state {@code created}
   * @throws NullPointerException if an argument is null
   */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(Lookup lookup, GeneratorBody<Y, S, R> body) {
    return Generators.of(
        Objects.requireNonNull(lookup, "Generator.of needs a lookup, was null"),
        Engine.COMPILED,
        Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  /**
   * Creates a generator on a given engine.
   *
   * @param engine {@link Engine#THREAD} for a body that must not be compiled; {@link
   *     Engine#COMPILED} is the default, and what cannot be compiled still runs on a thread
   * @param body what runs from the first step on
   * @return a generator in the state {@code created}
   * @throws NullPointerException if an argument is null
   */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(Engine engine, GeneratorBody<Y, S, R> body) {
    Objects.requireNonNull(engine, "Generator.of needs an engine, was null");
    return Generators.of(
        null, engine, Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  // ---- as a pipeline

  /**
   * Turns the yielded values of a generator into a cold {@code Flux}: one generator per subscriber.
   *
   * <p>The body runs on the thread that requests, inside {@code request}, and so do {@code onNext}
   * and the terminal signal; a request from inside {@code onNext} does not deepen the stack. The
   * body's return completes the Flux, the value it returned is dropped (see {@link #result}); what
   * the body throws is the error signal.
   *
   * <p>Cancelling closes the generator, so that its {@code finally} blocks run: at the very yield
   * whose element was being received, if cancelled from inside {@code onNext}; at once on the
   * cancelling thread, if the body is suspended; at its next yield, on its own thread, if it is
   * running. A value yielded after that is discarded ({@code Operators.onDiscard}), and what the
   * body throws is dropped ({@code Operators.onErrorDropped}).
   *
   * <p>Backpressure: the body runs no further than the yield that uses up the demand; while demand
   * remains, a {@code yield} is a call of {@code onNext} and does not suspend, and it receives
   * null. The return is therefore seen by the first request after the last element.
   *
   * {@snippet class="GeneratorSnippets" region="flux"}
   *
   * @param supplier called once per subscription. A generator that has already started goes on from
   *     where it stands; one that another subscription uses must not be returned again
   * @return a Flux; its error signal is a {@link NullPointerException} that names the generator if
   *     a body yields null, or if {@code supplier} returns null; an
   *     {@link IllegalArgumentException} after a request of zero or less (Reactive Streams 3.9);
   *     and what {@code supplier} throws
   * @throws NullPointerException if {@code supplier} is null
   * @see #pipe
   */
  static <T> Flux<T> flux(Supplier<? extends Generator<? extends T, ?, ?>> supplier) {
    return GeneratorFlux.of(supplier);
  }

  /**
   * Turns a generator into an operator for {@code flux.transform(...)}: each element of the source
   * is one {@link #send}, each yield in answer is emitted. One generator per subscriber.
   *
   * <p>The body is primed once, like {@code send(None)} in the tutorials: at subscription it runs
   * to its first yield, whose value is discarded, whether there is demand or not. A generator that
   * already waits at a yield is not primed again. From then on the body runs on the thread of the
   * source, inside its {@code onNext}, and its answer is emitted there.
   *
   * <p>The end, whoever wants it:
   *
   * <ul>
   *   <li>the body returns: the source is cancelled and the Flux completes; the returned value is
   *       no element;
   *   <li>the body throws: the source is cancelled, and that is the error signal;
   *   <li>the source completes: the generator is closed, then the Flux completes, or fails with
   *       what its {@code finally} blocks throw;
   *   <li>the source fails: the error is raised at the yield where the body waits. If the body does
   *       not catch it, it is the error signal. If the body catches it and yields once more, the
   *       generator is closed, that last answer is emitted as soon as there is demand for it, and
   *       the Flux completes, because the source has ended;
   *   <li>the subscriber cancels: the source is cancelled and the generator closed, after the
   *       current {@code onNext} if there is one. Values and errors after that are discarded and
   *       dropped.
   * </ul>
   *
   * <p>Backpressure: a request is passed to the source as it is, one element is one answer.
   *
   * {@snippet class="GeneratorSnippets" region="pipe"}
   *
   * @param supplier called once per subscription
   * @return what {@code transform} takes; the error signal of its Flux is a {@link
   *     NullPointerException} that names the generator if the body answers null, or if {@code
   *     supplier} returns null; an {@link IllegalArgumentException} after a request of zero or
   *     less; and what {@code supplier} throws
   * @throws NullPointerException if {@code supplier} is null
   * @see #flux
   */
  static <Y, S> Function<Flux<S>, Flux<Y>> pipe(
      Supplier<? extends Generator<? extends Y, ? super S, ?>> supplier) {
    return PipeFlux.of(supplier);
  }

  /**
   * Turns the return value of a generator into a cold {@code Mono}: each subscriber runs a
   * generator to its end, sending null.
   *
   * <p>The body runs on the thread that requests, inside {@code request}. What it yields is
   * discarded ({@code Operators.onDiscard}) and may be null. The Mono completes with what the body
   * returned, empty for null; what the body throws is the error signal. Cancelling closes the
   * generator at its next yield; before the request nothing has run.
   *
   * {@snippet class="GeneratorSnippets" region="result"}
   *
   * @param supplier called once per subscription
   * @return a Mono; its error signal is a {@link NullPointerException} if {@code supplier} returns
   *     null, an {@link IllegalArgumentException} after a request of zero or less, and what {@code
   *     supplier} throws
   * @throws NullPointerException if {@code supplier} is null
   */
  static <R> Mono<R> result(Supplier<? extends Generator<?, ?, ? extends R>> supplier) {
    return GeneratorMono.of(supplier);
  }

  // ---- one step

  /**
   * Resumes the body and returns what it yields next; the same as {@code send(null)}.
   *
   * @return the next yielded value
   * @throws StopIteration if the body returns, with its value; or had finished before, with null
   * @throws IllegalStateException if the generator is executing, or if a {@link StopIteration} left
   *     the body
   */
  Y next();

  /**
   * Resumes the body with a value, which its {@code yield} receives, and returns what it yields
   * next (PEP 342: {@code reply = g.send(value)}).
   *
   * @param value null for none; must be null for the first step, because no yield waits for it yet
   * @return the next yielded value
   * @throws StopIteration if the body returns, with its value; or had finished before, with null
   * @throws IllegalStateException if {@code value} is not null and the body has not started, which
   *     leaves the generator as it is; if the generator is executing; or if a {@link StopIteration}
   *     left the body
   * @throws UnsupportedOperationException if {@code value} is not null and the body delegates to an
   *     {@code Iterable}, which cannot receive, and does not catch this
   */
  Y send(@Nullable S value);

  /**
   * Raises an exception at the yield where the body waits, and returns what it yields next (PEP
   * 342: {@code g.throw(e)}). What the body does not catch comes out as it is. A generator that has
   * not started, or has finished, is closed and throws {@code thrown} at once.
   *
   * @param thrown any Throwable, checked or not. A {@link GeneratorExit} first closes what the body
   *     delegates to, as {@link #close} does (PEP 380)
   * @return the next yielded value
   * @throws StopIteration if the body returns in answer, with its value
   * @throws NullPointerException if {@code thrown} is null; the generator stays as it is
   * @throws IllegalStateException if the generator is executing, or if a {@link StopIteration} left
   *     the body
   */
  Y raise(Throwable thrown);

  /**
   * Does what {@link #next} does, and reports the end by value.
   *
   * {@snippet class="GeneratorSnippets" region="step"}
   *
   * @return what was yielded or returned; {@code Returned(null)} if it had finished before
   * @throws IllegalStateException as {@link #next}
   */
  Step<Y, R> tryNext();

  /**
   * Does what {@link #send} does, and reports the end by value.
   *
   * @param value as for {@link #send}
   * @return what was yielded or returned; {@code Returned(null)} if it had finished before
   * @throws IllegalStateException as {@link #send}
   * @throws UnsupportedOperationException as {@link #send}
   */
  Step<Y, R> trySend(@Nullable S value);

  /**
   * Does what {@link #raise} does, and reports the end by value.
   *
   * @param thrown as for {@link #raise}
   * @return what was yielded or returned in answer
   * @throws NullPointerException if {@code thrown} is null
   * @throws IllegalStateException as {@link #raise}
   */
  Step<Y, R> tryRaise(Throwable thrown);

  // ---- the end

  /**
   * Raises {@link GeneratorExit} at the yield where the body waits, so that its {@code finally}
   * blocks run, and finishes the generator (PEP 342). What it delegates to is closed before, from
   * the innermost outwards. Of a generator that has not started nothing runs; on a finished one
   * this does nothing. What the body throws instead of the exit comes out as it is.
   *
   * @throws IllegalStateException if the body yields in answer, which leaves it suspended there; or
   *     if the generator is executing
   */
  @Override
  void close();

  /**
   * Does what {@link #close} does, and returns what the body returned in answer (as CPython 3.13).
   *
   * @return what the body returned; null if it let the exit out, had not started or had finished
   * @throws IllegalStateException as {@link #close}
   */
  @Nullable R closeAndGet();

  // ---- seeing

  /**
   * Returns where it stands; {@code running} also while what it delegates to is executing.
   *
   * @return a snapshot
   */
  GeneratorState state();

  /**
   * Returns one pass over the remaining values, sending null. Every iterator of a generator drives
   * the same body. {@code hasNext} runs the body to its next yield; leaving a loop early neither
   * closes nor finishes the generator (PEP 342).
   *
   * @return an iterator whose {@code hasNext} and {@code next} throw what {@link #tryNext} throws
   */
  @Override
  Iterator<Y> iterator();

  /**
   * Returns the remaining values as a lazy, ordered, sequential stream. Closing the stream closes
   * the generator.
   *
   * @return a stream to be used once
   */
  default Stream<Y> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
        .onClose(this::close);
  }
}
