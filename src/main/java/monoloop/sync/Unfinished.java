package monoloop.sync;

import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/** How many items were put and are not done with; awaited until there are none. */
final class Unfinished extends Operation<@Nullable Void> {
  private final WaitQueue<@Nullable Void> waiters;
  private int count;

  Unfinished(AsyncQueue<?> queue) {
    waiters = new WaitQueue<>("AsyncQueue.awaitAllDone", queue);
  }

  int count() {
    return count;
  }

  void add() {
    count++;
  }

  void done(int items) {
    count = Math.max(0, count - items);
    if (count == 0) {
      waiters.wakeAll(null);
    }
  }

  @Override
  protected @Nullable Object attempt() {
    return count == 0 ? null : MUST_WAIT;
  }

  @Override
  protected WaitQueue<@Nullable Void> queue() {
    return waiters;
  }
}
