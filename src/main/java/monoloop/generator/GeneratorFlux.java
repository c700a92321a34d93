package monoloop.generator;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.ConditionalSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The yielded values of a generator as a cold {@code Flux}: one generator per subscription. */
final class GeneratorFlux<T> extends Flux<T> implements Scannable {
  private final Supplier<? extends Generator<? extends T, ?, ?>> supplier;

  private GeneratorFlux(Supplier<? extends Generator<? extends T, ?, ?>> supplier) {
    this.supplier = supplier;
  }

  static <T> Flux<T> of(Supplier<? extends Generator<? extends T, ?, ?>> supplier) {
    return onAssembly(new GeneratorFlux<T>(Objects.requireNonNull(supplier, "supplier")));
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    Generator<?, ?, ?> generator = GeneratorSubscription.supply(supplier, actual);
    if (generator != null) {
      actual.onSubscribe(new Emission<>(actual, generator));
    }
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    return GeneratorSubscription.scanSource(key);
  }

  /** While demand remains, a yield is an {@code onNext} and the body does not suspend. */
  private static final class Emission<T> extends GeneratorSubscription<T> {
    private final @Nullable ConditionalSubscriber<? super T> conditional;

    @SuppressWarnings("unchecked")
    Emission(CoreSubscriber<? super T> actual, Generator<?, ?, ?> generator) {
      super(actual, generator);
      conditional =
          actual instanceof ConditionalSubscriber<?> c
              ? (ConditionalSubscriber<? super T>) c
              : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean emit(@Nullable Object value) {
      if (value == null || stopped()) {
        return refuse(value);
      }
      try {
        if (conditional == null) {
          actual.onNext((T) value);
        } else if (!conditional.tryOnNext((T) value)) {
          return !stopped();
        }
      } catch (Throwable t) {
        return stopBecauseSubscriberThrew(t);
      }
      // stopped() again: a body whose subscriber has just cancelled is closed at this very yield
      return !stopped() && (limit == Long.MAX_VALUE || ++emitted != limit || moreDemand());
    }

    @Override
    void returned(@Nullable Object result) {
      actual.onComplete();
    }
  }
}
