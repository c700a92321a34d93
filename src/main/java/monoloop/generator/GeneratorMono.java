package monoloop.generator;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** The return value of a generator as a cold {@code Mono}: one generator per subscription. */
final class GeneratorMono<R> extends Mono<R> implements Scannable {
  private final Supplier<? extends Generator<?, ?, ? extends R>> supplier;

  private GeneratorMono(Supplier<? extends Generator<?, ?, ? extends R>> supplier) {
    this.supplier = supplier;
  }

  static <R> Mono<R> of(Supplier<? extends Generator<?, ?, ? extends R>> supplier) {
    return onAssembly(new GeneratorMono<R>(Objects.requireNonNull(supplier, "supplier")));
  }

  @Override
  public void subscribe(CoreSubscriber<? super R> actual) {
    Generator<?, ?, ?> generator = GeneratorSubscription.supply(supplier, actual);
    if (generator != null) {
      actual.onSubscribe(new ToTheEnd<>(actual, generator));
    }
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    return GeneratorSubscription.scanSource(key);
  }

  /** Any demand runs the body to its end: nothing but its return value is an element. */
  private static final class ToTheEnd<R> extends GeneratorSubscription<R> {
    ToTheEnd(CoreSubscriber<? super R> actual, Generator<?, ?, ?> generator) {
      super(actual, generator);
    }

    @Override
    public boolean emit(@Nullable Object value) {
      Operators.onDiscard(value, actual.currentContext());
      return !stopped();
    }

    @Override
    @SuppressWarnings("unchecked")
    void returned(@Nullable Object result) {
      if (result != null) {
        actual.onNext((R) result);
      }
      actual.onComplete();
    }
  }
}
