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
 * A body that is suspended at each {@code yield} and resumed by {@link #next} and {@link #send}: two
 * programs that talk to each other on one thread (PEP 342, 380, 479).
 *
 * @param <Y> what the body yields
 * @param <S> what it receives
 * @param <R> what it returns
 */
public interface Generator<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    extends Iterable<Y>, AutoCloseable {

  /** Creates a generator. Nothing of the body runs before the first step. */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(GeneratorBody<Y, S, R> body) {
    return Generators.of(
        null,
        Engine.COMPILED,
        Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  /** Creates a generator whose body lives in a package that only {@code lookup} can reach. */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(Lookup lookup, GeneratorBody<Y, S, R> body) {
    return Generators.of(
        Objects.requireNonNull(lookup, "Generator.of needs a lookup, was null"),
        Engine.COMPILED,
        Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  /** Creates a generator on a given engine. */
  static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> of(Engine engine, GeneratorBody<Y, S, R> body) {
    Objects.requireNonNull(engine, "Generator.of needs an engine, was null");
    return Generators.of(
        null, engine, Objects.requireNonNull(body, "Generator.of needs a body, was null"));
  }

  /** The yielded values as a cold Flux: one generator per subscription. */
  static <T> Flux<T> flux(Supplier<? extends Generator<? extends T, ?, ?>> supplier) {
    return GeneratorFlux.of(supplier);
  }

  /** A generator as an operator: each element is sent, each yield is emitted. */
  static <Y, S> Function<Flux<S>, Flux<Y>> pipe(
      Supplier<? extends Generator<? extends Y, ? super S, ?>> supplier) {
    return PipeFlux.of(supplier);
  }

  /** The return value as a cold Mono: one generator per subscription. */
  static <R> Mono<R> result(Supplier<? extends Generator<?, ?, ? extends R>> supplier) {
    return GeneratorMono.of(supplier);
  }

  /** Resumes with null: the next yielded value, or StopIteration. */
  Y next();

  /** Resumes with a value: the next yielded value, or StopIteration. */
  Y send(@Nullable S value);

  /** Raises at the yield (Python: throw): the next yielded value, or StopIteration. */
  Y raise(Throwable thrown);

  /** As {@link #next} without StopIteration. */
  Step<Y, R> tryNext();

  /** As {@link #send} without StopIteration. */
  Step<Y, R> trySend(@Nullable S value);

  /** As {@link #raise} without StopIteration. */
  Step<Y, R> tryRaise(Throwable thrown);

  /** Raises GeneratorExit at the yield and runs the finally blocks; idempotent. */
  @Override
  void close();

  /** As {@link #close}: what the body returned in answer, or null. */
  @Nullable R closeAndGet();

  /** Where it stands. */
  GeneratorState state();

  /** One pass over the remaining values, sending null. */
  @Override
  Iterator<Y> iterator();

  /** The remaining values; closing the stream closes the generator. */
  default Stream<Y> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
        .onClose(this::close);
  }
}
