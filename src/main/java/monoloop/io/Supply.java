package monoloop.io;

import io.netty.buffer.ByteBufAllocator;

/** What an {@link Input} is fed by, which it holds back or lets flow. On the loop's thread. */
interface Supply {
  /** Whether more may come. */
  boolean isFlowing();

  /** Lets more come, or not; what is on its way comes nevertheless. */
  void flow(boolean on);

  /** Makes the memory in which pieces are joined. */
  ByteBufAllocator allocator();
}
