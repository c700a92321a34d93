package monoloop.test;

import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/** Waits until its loop has nothing to do. */
final class AllBlocked extends Operation<@Nullable Void> {
  private final WaitQueue<@Nullable Void> queue = new WaitQueue<>("waitUntilAllBlocked");

  @Override
  protected @Nullable Object attempt() {
    Loop.current().callWhenIdle(() -> queue.wake(null));
    return MUST_WAIT;
  }

  @Override
  protected WaitQueue<@Nullable Void> queue() {
    return queue;
  }
}
