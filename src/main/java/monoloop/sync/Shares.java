package monoloop.sync;

import java.util.function.Consumer;

/** Counts those who have one side of a queue; the last one who leaves ends it. */
final class Shares<T> {
  final AsyncQueue<T> queue;
  private final Consumer<AsyncQueue<T>> end;
  int open;

  Shares(AsyncQueue<T> queue, Consumer<AsyncQueue<T>> end) {
    this.queue = queue;
    this.end = end;
  }

  /** Itself, for one of those who share it and is still open. */
  Shares<T> unless(boolean closed, Object one) {
    if (closed) {
      throw new IllegalStateException(one + " was closed and cannot be used any more");
    }
    return this;
  }

  void leave() {
    if (--open == 0) {
      end.accept(queue);
    }
  }

  String word(boolean closed) {
    return (closed ? "closed, " : "1 of ") + open + " open, " + queue;
  }
}
