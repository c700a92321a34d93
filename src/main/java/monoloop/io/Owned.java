package monoloop.io;

import monoloop.Loop;
import monoloop.NotOnLoopException;

/** What belongs to the thread of one loop. */
final class Owned {
  private Owned() {}

  /**
   * Lets the loop's own thread pass.
   *
   * @throws NotOnLoopException if the thread is no loop's
   * @throws IllegalStateException if it is another loop's
   */
  static void check(Object what, Loop loop) {
    if (!loop.isCurrent()) {
      Loop.current();
      throw new IllegalStateException(what + " belongs to " + loop + ", not to this one");
    }
  }
}
