package monoloop.io;

import io.netty.buffer.ByteBufAllocator;

/**
 * What an {@link Input} is fed by, which it holds back or lets flow. On the loop's thread. Its text
 * is what a dump of the loop calls the one who waits for it.
 */
interface Supply {
  /** Lets more come, or not, if it is not so already; what is on its way comes nevertheless. */
  void flow(boolean on);

  /**
   * As {@code flow(true)}: the reader is about to wait.
   *
   * @throws IllegalStateException if it is on another loop, where nothing would wake it
   */
  void awaited();

  /** Whether what comes is made on this loop, by its tasks. */
  default boolean isOwn() {
    return false;
  }

  /** Makes the memory in which pieces are joined. */
  ByteBufAllocator allocator();
}
