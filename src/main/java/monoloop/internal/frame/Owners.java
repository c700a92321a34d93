package monoloop.internal.frame;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * On whose thread something belongs. This package cannot see loops; the kernel installs what can.
 */
public final class Owners {
  private static volatile Supplier<? extends @Nullable Executor> lookup = () -> null;

  private Owners() {}

  /**
   * Called once by the kernel, before there is a loop.
   *
   * @param lookup the loop that the calling thread, or the body for whose driver it runs, belongs
   *     to; null on any other thread. Its {@code execute} must be callable from any thread, must
   *     not block, and must throw {@code RejectedExecutionException} once the loop is closed
   */
  public static void install(Supplier<? extends @Nullable Executor> lookup) {
    Owners.lookup = lookup;
  }

  /** The loop that the calling thread belongs to; null if there is none. */
  public static @Nullable Executor current() {
    return lookup.get();
  }
}
