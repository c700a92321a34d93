package monoloop.walkthrough;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Prints, and remembers on which threads it did: proof for what is said to run on one thread. */
final class Witness {
  private final PrintStream console;
  private final Set<String> threads = new ConcurrentSkipListSet<>();

  Witness(PrintStream console) {
    this.console = console;
  }

  void println(String line) {
    threads.add(Thread.currentThread().getName());
    console.println(line);
  }

  /** The names of the threads, sorted. */
  Set<String> threads() {
    return threads;
  }
}
