package monoloop.internal.driver;

import java.lang.ref.WeakReference;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * Turns on an executor that can be shut down. When it has terminated, whether or not it ran what it
 * had queued, the loop is closed: its last turns, in which tasks are cancelled and clean up, are
 * taken on a thread of their own.
 */
public final class ServiceDriver extends AttachedDriver {
  private final Turns.Owner owner;

  private ServiceDriver(ExecutorService host, Turns.Owner owner) {
    super(host, owner);
    this.owner = owner;
  }

  /**
   * Creates a driver that turns on {@code host} as soon as there is something to do.
   *
   * @throws IllegalStateException if {@code host} is shut down
   */
  public static ServiceDriver of(ExecutorService host, Turns.Owner owner) {
    if (host.isShutdown()) {
      throw new IllegalStateException(
          "Loop.on() needs an executor that accepts tasks, but "
              + host
              + " is shut down. Create a new one");
    }
    ServiceDriver driver = new ServiceDriver(host, owner);
    if (host != ForkJoinPool.commonPool()) { // which never terminates
      // the loop may go before its host
      WeakReference<ServiceDriver> watched = new WeakReference<>(driver);
      Thread.ofVirtual().name("monoloop-host-watch").start(() -> watch(host, watched));
    }
    return driver;
  }

  private static void watch(ExecutorService host, WeakReference<ServiceDriver> watched) {
    boolean terminated = false;
    while (!terminated) {
      try {
        terminated = host.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        return; // nobody but the end of the JVM interrupts it
      }
    }
    ServiceDriver driver = watched.get();
    if (driver != null) {
      driver.hostTerminated();
    }
  }

  private void hostTerminated() {
    if (!isTurning()) {
      clear();
      return;
    }
    try (ExecutorService last =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("monoloop-last-turns").factory())) {
      moveTo(last);
      owner.hostEnds();
    }
  }

  /** The turn that is due stays so: it is taken once the host has terminated. */
  @Override
  public void rejected() {}
}
