package monoloop.internal.driver;

import reactor.core.scheduler.NonBlocking;

/**
 * The thread of one loop. Reactor refuses {@code block()} on it, BlockHound guards it, and it does
 * not keep the JVM alive.
 */
public final class LoopThread extends Thread implements NonBlocking {
  private final Object owner;

  LoopThread(Object owner, String name, Runnable turning) {
    super(null, turning, name, 0, false);
    this.owner = owner;
    setDaemon(true);
  }

  /** Whose thread it is: the loop. */
  public Object owner() {
    return owner;
  }
}
