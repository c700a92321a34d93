package monoloop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import reactor.util.context.Context;

/**
 * The async generators of one loop that have started, have not ended and have clean-up pending, in
 * the order in which they have started.
 */
final class AsyncGenerators {
  private final Loop loop;
  private final Set<AsyncExchange> open = new LinkedHashSet<>();

  AsyncGenerators(Loop loop) {
    this.loop = loop;
  }

  void add(AsyncExchange generator) {
    open.add(generator);
  }

  /** False if it was not there. */
  boolean remove(AsyncExchange generator) {
    return open.remove(generator);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Starts to close those between two steps; each is tried once. Returns the tasks that do. */
  List<Task<?>> closeAll() {
    List<Task<?>> closers = new ArrayList<>();
    for (AsyncExchange generator : List.copyOf(open)) {
      if (!generator.isRunning()) {
        open.remove(generator);
        closers.add(close(generator, " failed while the closing loop closed it"));
      }
    }
    return closers;
  }

  /** Starts a task that closes {@code generator} and reports what goes wrong. */
  Task<?> close(AsyncExchange generator, String complaint) {
    String name = generator.toString();
    Task<Object> closer =
        new Task<>(
            loop, null, new AwaitFrame(new AsyncStep<>(generator)), Context.empty(), true);
    Outcome.Ending report =
        outcome -> {
          if (outcome.value instanceof Throwable t && !(t instanceof CancelledError)) {
            loop.report(name + complaint, t, generator);
          }
        };
    closer.observe(report);
    closer.wake(null, null);
    return closer;
  }
}
