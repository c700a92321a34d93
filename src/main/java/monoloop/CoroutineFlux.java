package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** An async generator: cold, one run of the body per subscription. */
final class CoroutineFlux<T> extends Flux<T> implements Scannable {
  private final CoroutineSource source;

  CoroutineFlux(CoroutineSource source) {
    this.source = source;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    Loop here = Loop.currentOrNull();
    Loop loop = here != null ? here : CoroutineMono.loopFor(actual.currentContext());
    if (loop.isClosed()) {
      Operators.error(
          actual, new IllegalStateException(this + " cannot run: " + loop + " accepts no tasks"));
      return;
    }
    actual.onSubscribe(new FluxSubscription<>(actual, loop, source));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  @Override
  public String stepName() {
    return "flux";
  }

  @Override
  public String toString() {
    return "flux[" + source + "]";
  }
}
