package monoloop.walkthrough;

import static monoloop.Async.async;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import monoloop.Async;
import monoloop.Loop;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One loop uses one core. To use them all, run several loops (多核): each keeps its data to itself,
 * and what passes between them is a message, never a shared variable.
 */
final class ManyLoops {
  private static final int PARTS = 32;
  private static final int PART = 25_000;

  /** These belong to the home loop: only its thread touches them. */
  private int primes;

  private int received;
  private final Set<String> threads = new TreeSet<>();

  private ManyLoops() {}

  /** What a worker sends home. */
  private record Found(int primes, String thread) {}

  /** A loop that turns until it is stopped. */
  private record Worker(Loop loop, Thread turning) {

    static Worker start() {
      Loop loop = Loop.create();
      return new Worker(loop, Thread.startVirtualThread(loop::runForever));
    }

    void stop() throws InterruptedException {
      loop.callSoonThreadsafe(loop::stop);
      turning.join();
      loop.close();
    }
  }

  /** Work for a core: counts the primes of one part of the numbers. */
  private static Found count(int part) {
    int primes = 0;
    for (int n = Math.max(2, part * PART); n < (part + 1) * PART; n++) {
      boolean prime = true;
      for (int d = 2; d * d <= n && prime; d++) {
        prime = n % d != 0;
      }
      primes += prime ? 1 : 0;
    }
    return new Found(primes, Thread.currentThread().getName());
  }

  /** Deals the parts out as messages and waits for as many messages back. */
  private void asMessages(List<Worker> workers) {
    try (Loop home = Loop.create()) {
      for (int i = 0; i < PARTS; i++) {
        int part = i;
        Worker worker = workers.get(part % workers.size());
        worker.loop.callSoonThreadsafe(
            () -> {
              Found found = count(part);
              home.callSoonThreadsafe(() -> receive(found, home));
            });
      }
      home.runForever();
    }
  }

  private void receive(Found found, Loop home) {
    primes += found.primes;
    threads.add(found.thread);
    if (++received == PARTS) {
      home.stop();
    }
  }

  /** subscribeOn sends the message to a worker, publishOn sends the answer home. */
  private static Mono<Integer> asMono(List<Worker> workers) {
    return async(
        co -> {
          Loop home = co.loop();
          Flux<Found> found =
              Flux.range(0, PARTS)
                  .flatMap(
                      part ->
                          Mono.fromCallable(() -> count(part))
                              .subscribeOn(workers.get(part % workers.size()).loop)
                              .publishOn(home));
          return co.await(found.reduce(0, (sum, part) -> sum + part.primes));
        });
  }

  private static void show(List<Worker> workers, PrintStream console) {
    ManyLoops home = new ManyLoops();
    Stopwatch watch = new Stopwatch();
    home.asMessages(workers);
    console.println(home.primes + " primes in " + watch.millis() + " ms on " + home.threads);
  }

  static void run(PrintStream console) throws InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    console.println("cores: " + cores);
    List<Worker> workers = Stream.generate(Worker::start).limit(Math.max(2, cores)).toList();
    count(PARTS - 1); // warms up, so that both measurements see compiled code
    try {
      show(workers.subList(0, 1), console);
      show(workers, console);
      console.println("-- as Mono");
      console.println(Async.run(asMono(workers)) + " primes");
    } finally {
      for (Worker worker : workers) {
        worker.stop();
      }
    }
  }
}
