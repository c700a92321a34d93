package monoloop.sync;

import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Takes items of a queue while there is demand. */
final class QueueFlux<T> {
  private final AsyncQueue<T> queue;

  /** Taken and not emitted yet: a yield that is refused because of a cancel leaves it here. */
  private @Nullable T inHand;

  private QueueFlux(AsyncQueue<T> queue) {
    this.queue = queue;
  }

  static <T> Flux<T> of(AsyncQueue<T> queue) {
    return Flux.defer(() -> new QueueFlux<>(queue).items());
  }

  private Flux<T> items() {
    Flux<T> taken =
        Async.flux(
            co -> {
              try {
                while (true) {
                  T item = co.await(queue.take());
                  inHand = item;
                  co.yield(item);
                }
              } catch (QueueClosedException e) {
                return null;
              } finally {
                giveBack();
              }
            });
    return taken.doOnNext(item -> inHand = null);
  }

  private void giveBack() {
    T item = inHand;
    if (item != null) {
      inHand = null;
      queue.putBack(item);
    }
  }
}
