package monoloop.parallel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.Loop;
import monoloop.TaskGroupException;
import monoloop.process.Command;
import monoloop.process.Subprocess;
import reactor.core.publisher.Mono;

/**
 * Keeps a number of worker processes running: JVMs that share a port, or do other work.
 *
 * <p>A worker that falls, that is one whose exit code is not 0, is started again, after a delay
 * that doubles each time; if it falls too often, all are stopped. One that ends with 0 is done.
 * Cancelling {@link #run} stops the workers: SIGTERM, a time of grace, SIGKILL. Workers outlive a
 * supervisor that is killed itself.
 *
 * <p>The settings are immutable; each method returns a changed copy.
 *
 * {@snippet class="ParallelSnippets" region="supervisor"}
 */
public final class Supervisor {
  private final List<String> command;
  private int workers = Runtime.getRuntime().availableProcessors();
  private int port = -1;
  private Duration first = Duration.ofMillis(100);
  private Duration most = Duration.ofSeconds(30);
  private int limit = 10;
  private Duration within = Duration.ofMinutes(1);
  private Duration grace = Duration.ofSeconds(10);
  private Consumer<? super WorkerEvent> listener = event -> {};

  private Supervisor(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** A copy with one thing changed. */
  private Supervisor with(Consumer<Supervisor> change) {
    Supervisor copy = new Supervisor(command);
    copy.workers = workers;
    copy.port = port;
    copy.first = first;
    copy.most = most;
    copy.limit = limit;
    copy.within = within;
    copy.grace = grace;
    copy.listener = listener;
    change.accept(copy);
    return copy;
  }

  // ---- settings

  /**
   * Supervises JVMs of this Java and this class path.
   *
   * @param main the class whose {@code main} they run; it finds {@link Worker#current()}
   * @param options for the JVM, for example {@code "-Xmx64m"}
   * @return one worker for each processor, without a port
   */
  public static Supervisor of(Class<?> main, String... options) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(options));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return new Supervisor(line);
  }

  /**
   * Supervises processes of any kind. They find the environment variables {@code MONOLOOP_WORKER},
   * a number from 0, and {@code MONOLOOP_PORT}.
   *
   * @param line a program and its arguments
   * @return one worker for each processor, without a port
   * @throws IllegalArgumentException if {@code line} is empty
   */
  public static Supervisor of(List<String> line) {
    if (line.isEmpty()) {
      throw new IllegalArgumentException("a worker needs at least the name of a program");
    }
    return new Supervisor(line);
  }

  /**
   * Sets how many workers run.
   *
   * @param number at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if {@code number} is less than 1
   */
  public Supervisor workers(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("workers must be >= 1, was " + number);
    }
    return with(copy -> copy.workers = number);
  }

  /**
   * Sets the port that the workers share. They listen on it by {@link LoopGroup#bind}; the system
   * spreads connections over them.
   *
   * @param port zero for one that is free, which the workers are told
   * @return a changed copy
   * @throws IllegalArgumentException if it is no port
   */
  public Supervisor port(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
    }
    return with(copy -> copy.port = port);
  }

  /**
   * Sets how long to wait before a fallen worker is started again.
   *
   * @param first after it fell for the first time; doubled each further time
   * @param most never longer; a worker that has run for this long starts from {@code first} again
   * @return a changed copy
   * @throws IllegalArgumentException if one is negative or {@code most} is shorter than {@code
   *     first}
   */
  public Supervisor backOff(Duration first, Duration most) {
    if (first.isNegative() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backOff needs 0 <= first <= most, was " + first + " and " + most);
    }
    return with(
        copy -> {
          copy.first = first;
          copy.most = most;
        });
  }

  /**
   * Sets how often a worker may be restarted.
   *
   * @param limit how many times, zero for never
   * @param within in which time
   * @return a changed copy
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public Supervisor restarts(int limit, Duration within) {
    if (limit < 0) {
      throw new IllegalArgumentException("restarts must be >= 0, was " + limit);
    }
    return with(
        copy -> {
          copy.limit = limit;
          copy.within = Objects.requireNonNull(within, "within");
        });
  }

  /**
   * Sets how long a worker has between SIGTERM and SIGKILL.
   *
   * @param grace zero or negative kills at once
   * @return a changed copy
   */
  public Supervisor grace(Duration grace) {
    return with(copy -> copy.grace = Objects.requireNonNull(grace, "grace"));
  }

  /**
   * Sets who hears of starts and ends.
   *
   * @param listener called on the loop's thread; what it throws ends the supervisor
   * @return a changed copy
   */
  public Supervisor onEvent(Consumer<? super WorkerEvent> listener) {
    return with(copy -> copy.listener = Objects.requireNonNull(listener, "listener"));
  }

  // ---- running

  /**
   * Starts the workers and keeps them running. What they print goes where this process prints.
   *
   * <p>If cancelled, the workers are stopped at the same time, and waited for.
   *
   * @return cold; completes when all workers have ended with 0; fails with a {@link
   *     WorkerFailedException} if one falls too often, after the others were stopped; with {@link
   *     monoloop.process.CannotStartException} if there is no such program; with an {@link
   *     IOException} if the port is taken by others; with an {@link UnsupportedOperationException}
   *     if several workers are to share a port on a system that does not spread connections
   */
  public Mono<Void> run() {
    return Async.async(
        co -> {
          if (port < 0) {
            return co.await(runAll(0));
          }
          if (workers > 1 && !ReusePort.BALANCES) {
            throw new UnsupportedOperationException(
                System.getProperty("os.name") + " does not spread the connections of one port over "
                    + workers + " processes. Use one worker and a LoopGroup in it");
          }
          try (SharedPort shared = ReusePort.BALANCES ? SharedPort.keep(port) : null) {
            return co.await(runAll(shared == null ? port : shared.port()));
          }
        });
  }

  private Mono<Void> runAll(int sharedPort) {
    return Async.async(
        co -> {
          try {
            return co.await(
                Async.<Void>taskGroup(
                    (inner, group) -> {
                      for (int i = 0; i < workers; i++) {
                        group.spawn(keep(i, sharedPort));
                      }
                      return null;
                    }));
          } catch (TaskGroupException e) {
            throw e.failures().getFirst() instanceof Exception first ? first : e;
          }
        });
  }

  /** One worker, as long as it falls. */
  private Mono<Void> keep(int number, int sharedPort) {
    Command worker =
        Command.of(command)
            .stdout(ProcessBuilder.Redirect.INHERIT)
            .stderr(ProcessBuilder.Redirect.INHERIT)
            .environment(Worker.NUMBER, Integer.toString(number))
            .environment(Worker.PORT, Integer.toString(sharedPort));
    return Async.async(
        co -> {
          Loop loop = co.loop();
          ArrayDeque<Long> restarts = new ArrayDeque<>();
          Duration delay = first;
          while (true) {
            long began = loop.time();
            int code = Objects.requireNonNull(co.await(once(worker, number)));
            if (code == 0) {
              return null;
            }
            long now = loop.time();
            while (!restarts.isEmpty() && now - restarts.getFirst() > nanos(within)) {
              restarts.removeFirst();
            }
            if (restarts.size() >= limit) {
              listener.accept(new WorkerEvent.GaveUp(number, code));
              throw new WorkerFailedException(number, code, restarts.size(), within);
            }
            restarts.add(now);
            delay = now - began >= nanos(most) ? first : delay;
            listener.accept(new WorkerEvent.Restarting(number, delay));
            co.await(Async.sleep(delay));
            Duration doubled = delay.multipliedBy(2);
            delay = doubled.compareTo(most) < 0 ? doubled : most;
          }
        });
  }

  /** As good as for ever if it is longer than that many. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /** From a start to the end that follows. */
  private Mono<Integer> once(Command worker, int number) {
    return Async.async(
        co -> {
          Loop loop = co.loop();
          Subprocess child = Objects.requireNonNull(co.await(worker.start()));
          long began = loop.time();
          Integer code = null;
          try {
            listener.accept(new WorkerEvent.Started(number, child.pid()));
            code = co.await(child.exitCode());
            return code;
          } catch (Throwable t) { // cancelled, or the listener does not go on
            code = co.await(child.stop(grace));
            throw t;
          } finally {
            if (code != null) {
              Duration ran = Duration.ofNanos(loop.time() - began);
              listener.accept(new WorkerEvent.Ended(number, child.pid(), code, ran));
            }
          }
        });
  }

  /** {@code Supervisor[2 workers, port 8080, java ...]}. */
  @Override
  public String toString() {
    return "Supervisor["
        + workers
        + " workers, "
        + (port < 0 ? "no port" : "port " + port)
        + ", "
        + Path.of(command.getFirst()).getFileName()
        + " ... "
        + command.getLast()
        + "]";
  }
}
