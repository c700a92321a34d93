package monoloop.io;

import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a pipe; once that has come, for nothing. */
final class Gate extends Operation<@Nullable Void> {
  private final WaitQueue<@Nullable Void> line;
  private boolean open;

  Gate(String pipe) {
    line = new WaitQueue<>(pipe + ".awaitClosed");
  }

  void open() {
    open = true;
    line.wakeAll(null);
  }

  /** Closes the pipe if it is still there when the loop cancels its tasks because it closes. */
  void closeWithLoop(Runnable close) {
    Async.async(
            co -> {
              try {
                return co.await(this);
              } finally {
                close.run();
              }
            })
        .subscribe(nothing -> {}, cancelled -> {});
  }

  @Override
  protected @Nullable Object attempt() {
    return open ? null : MUST_WAIT;
  }

  @Override
  protected WaitQueue<@Nullable Void> queue() {
    return line;
  }
}
