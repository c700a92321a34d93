package monoloop.sync;

import java.util.concurrent.ConcurrentLinkedQueue;
import monoloop.Loop;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;

/**
 * Fills a queue from a publisher. Its signals may come on any thread: they wait in a line of their
 * own until the loop moves them, so that their order stays.
 */
final class QueueFeed<T> extends BaseSubscriber<T> {
  private final ConcurrentLinkedQueue<Runnable> signals = new ConcurrentLinkedQueue<>();
  private final AsyncQueue<T> queue;
  private final Loop loop;

  /** Requested and not in the queue yet. */
  private int coming;

  QueueFeed(AsyncQueue<T> queue, Loop loop) {
    this.queue = queue;
    this.loop = loop;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    onLoop(this::request);
  }

  /** Asks for as many items as there is room for; on the loop. */
  void request() {
    int room = queue.room() - coming;
    if (room > 0 && upstream() != null) {
      coming += room;
      request(room);
    }
  }

  @Override
  protected void hookOnNext(T item) {
    onLoop(() -> arrived(item));
  }

  private void arrived(T item) {
    coming--;
    if (isDisposed() && queue.isClosed()) {
      Operators.onDiscard(item, currentContext());
      return;
    }
    queue.fill(item);
    request();
  }

  @Override
  protected void hookOnComplete() {
    onLoop(queue::shutdown);
  }

  @Override
  protected void hookOnError(Throwable error) {
    onLoop(() -> queue.close(error));
  }

  private void onLoop(Runnable signal) {
    signals.add(signal);
    if (loop.isCurrent()) {
      drain();
    } else {
      try {
        loop.callSoonThreadsafe(this::drain);
      } catch (RuntimeException closed) {
        cancel(); // nobody is left to take anything
      }
    }
  }

  private void drain() {
    for (Runnable signal = signals.poll(); signal != null; signal = signals.poll()) {
      signal.run();
    }
  }
}
