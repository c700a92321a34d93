package monoloop.generator;

import java.lang.ref.Cleaner;

/** Closes generators that were dropped while clean-up was pending. */
final class Dropped {
  private static final Cleaner CLEANER = Cleaner.create();

  private Dropped() {}

  static void watch(Object handle, GeneratorFrame<?, ?, ?> frame) {
    CLEANER.register(handle, () -> Thread.ofVirtual().name("monoloop-dropped").start(frame::close));
  }
}
