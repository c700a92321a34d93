package monoloop.generator;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A generator between two streams: each element is sent, each yield is emitted. */
final class PipeFlux<S, Y> extends FluxOperator<S, Y> {
  private final Supplier<? extends Generator<? extends Y, ? super S, ?>> supplier;

  private PipeFlux(
      Flux<? extends S> source, Supplier<? extends Generator<? extends Y, ? super S, ?>> supplier) {
    super(source);
    this.supplier = supplier;
  }

  static <S, Y> Function<Flux<S>, Flux<Y>> of(
      Supplier<? extends Generator<? extends Y, ? super S, ?>> supplier) {
    Objects.requireNonNull(supplier, "supplier");
    return source -> onAssembly(new PipeFlux<S, Y>(source, supplier));
  }

  @Override
  public void subscribe(CoreSubscriber<? super Y> actual) {
    Generator<? extends Y, ? super S, ?> generator =
        GeneratorSubscription.supply(supplier, actual);
    if (generator != null) {
      source.subscribe(new PipeSubscriber<S, Y>(actual, generator));
    }
  }

  @Override
  public int getPrefetch() {
    return 0; // each request goes upstream as it is
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : super.scanUnsafe(key);
  }
}
