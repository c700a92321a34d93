package monoloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tasks in the order in which they end (asyncio.as_completed): one subscription. */
final class AsCompleted<T> implements Consumer<Task<T>> {
  private final Loop loop;
  private final Queue<Task<T>> ended = new ArrayDeque<>();

  /** Completed when a task ends; present while the subscription waits for one. */
  private @Nullable Deferred<Boolean> wanted;

  private AsCompleted(Loop loop) {
    this.loop = loop;
  }

  static <T> Flux<Task<T>> of(Collection<Task<T>> tasks, @Nullable Duration limit) {
    Set<Task<T>> all = new LinkedHashSet<>(tasks);
    if (all.isEmpty()) {
      return Flux.empty();
    }
    Loop home = all.iterator().next().loop;
    Timeout.Start start = limit == null ? loop -> null : Timeout.after(limit);
    Flux<Task<T>> flux =
        Async.flux(
            co -> {
              Loop here = co.task().loop;
              AsCompleted<T> line = new AsCompleted<>(here);
              Long deadline = start.when(here);
              line.observe(all);
              try {
                for (int left = all.size(); left > 0; left--) {
                  if (line.ended.isEmpty()) {
                    co.await(Timeout.around(loop -> deadline, limited -> line.next()));
                  }
                  co.yield(line.ended.remove());
                }
              } finally {
                line.forget(all);
              }
              return null;
            });
    return flux.contextWrite(c -> c.put(Loop.class, home));
  }

  private void observe(Collection<Task<T>> tasks) {
    for (Task<T> task : tasks) {
      if (task.loop != loop) {
        throw new IllegalStateException(
            task + " belongs to another loop. Subscribe to asCompleted() on that one");
      }
    }
    for (Task<T> task : List.copyOf(tasks)) {
      task.addDoneCallback(this);
    }
  }

  private void forget(Collection<Task<T>> tasks) {
    for (Task<T> task : tasks) {
      task.removeDoneCallback(this);
    }
  }

  private Mono<Boolean> next() {
    wanted = new Deferred<>(loop);
    return wanted;
  }

  @Override
  public void accept(Task<T> task) {
    ended.add(task);
    if (wanted != null && !wanted.isDone()) {
      wanted.complete(true);
    }
  }
}
