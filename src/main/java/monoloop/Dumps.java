package monoloop;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.Handle;
import org.jspecify.annotations.Nullable;

/** Takes the dump of one loop. */
final class Dumps {
  private final Loop loop;
  private final Driver driver;

  Dumps(Loop loop, Driver driver) {
    this.loop = loop;
    this.driver = driver;
  }

  /** On the loop, or while it stands still; else asks the loop and waits for so long. */
  LoopDump take(Duration patience) {
    if (loop.isCurrent() || !loop.isRunning()) {
      return exact();
    }
    CompletableFuture<LoopDump> answer = new CompletableFuture<>();
    Handle ask =
        new Handle(
            () -> {
              try {
                answer.complete(exact());
              } catch (Throwable t) {
                answer.completeExceptionally(t);
              }
            });
    if (loop.offer(ask)) {
      try {
        return answer.get(Deadline.nanosOf(patience), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException stuck) {
        ask.dispose();
      } catch (InterruptedException e) {
        ask.dispose();
        Thread.currentThread().interrupt();
      }
    }
    return fromOutside();
  }

  private LoopDump exact() {
    Census census = new Census(loop, loop.tasks.all());
    long now = loop.time();
    List<TimerDump> timers = new ArrayList<>();
    int count =
        driver
            .turns()
            .timers(
                LoopDump.TIMERS,
                (callback, deadline) ->
                    timers.add(
                        new TimerDump(
                            Census.until(deadline, now), Census.timerText(callback))));
    return dump(true, census.tasks(), timers, count, census.lines(), channels(census));
  }

  private List<ChannelDump> channels(Census census) {
    Waits waits = census.waits();
    EventLoop io = driver.openedEventLoop();
    return io == null && waits.isEmpty() ? List.of() : Channels.of(io, waits);
  }

  private LoopDump fromOutside() {
    Census census = new Census(loop, loop.tasks.seenFromOutside());
    return dump(false, census.tasks(), List.of(), 0, List.of(), List.of());
  }

  private LoopDump dump(
      boolean exact,
      List<TaskDump> tasks,
      List<TimerDump> timers,
      int count,
      List<LineDump> lines,
      List<ChannelDump> channels) {
    Thread thread = null;
    StackTraceElement[] stack = {};
    if (loop.isCurrent()) {
      thread = Thread.currentThread(); // its stack is who asked
    } else {
      for (Map.Entry<Thread, StackTraceElement[]> e : Thread.getAllStackTraces().entrySet()) {
        if (driver.servedBy(e.getKey())) {
          thread = e.getKey();
          stack = loop.workOf(thread, e.getValue());
        }
      }
    }
    return new LoopDump(
        loop.name(),
        loop.word(),
        exact,
        List.copyOf(tasks),
        exact ? driver.turns().readyCount() : 0,
        List.copyOf(timers),
        count,
        List.copyOf(lines),
        channels.stream().limit(LoopDump.CHANNELS).toList(),
        channels.size(),
        loop.workers.calls(),
        name(thread),
        List.of(stack));
  }

  private static @Nullable String name(@Nullable Thread thread) {
    return thread == null ? null : thread.getName();
  }
}
