package monoloop.io;

import java.util.concurrent.TimeUnit;
import monoloop.Loop;

/** More tasks than Netty may do in one turn: what is told to it now, it does some turns later. */
final class Backlog {
  private static final long EACH_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private Backlog() {}

  static void on(Loop loop) {
    for (int i = 0; i < 2000; i++) {
      loop.eventLoop()
          .execute(
              () -> {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < EACH_NANOS) {
                  Thread.onSpinWait();
                }
              });
    }
  }
}
