package monoloop.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Signals that other processes send to this one, as a Flux on the loop (asyncio:
 * add_signal_handler; Trio: open_signal_receiver).
 *
 * {@snippet class="ProcessSnippets" region="signals"}
 *
 * <p>For INT and TERM, which ask a program to end, {@link Program} is simpler.
 */
public final class Signals {
  private Signals() {}

  /**
   * Listens to signals. As long as there is a subscriber they do nothing else; after the last one
   * they do again what they did before.
   *
   * <p>Backpressure: while nothing is requested signals wait, each of them once, as the system
   * itself keeps them. If cancelled, what waits is dropped. A JVM that was started to ignore HUP,
   * INT or TERM, with {@code nohup} or in the background of a script, never sees them.
   *
   * @param names without SIG, such as {@code "HUP"}; at least one
   * @return cold, without end; the names of the signals as they come. Fails with {@link
   *     IllegalArgumentException} if there is no such signal or the JVM keeps it to itself, as it
   *     does with QUIT, and under {@code -Xrs} also with INT, TERM and HUP
   * @throws IllegalArgumentException if there is no name
   */
  public static Flux<String> of(String... names) {
    List<String> all = List.of(names);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("names must hold at least one signal, was empty");
    }
    return Async.flux(
        co -> {
          Next next = new Next(co.loop());
          try {
            for (String name : all) {
              SystemSignals.listen(name, next);
            }
            while (true) {
              co.yield(Objects.requireNonNull(co.await(next)));
            }
          } finally {
            for (String name : all) {
              SystemSignals.leave(name, next);
            }
          }
        });
  }

  /** What has come and is not taken yet, and who waits for more. */
  private static final class Next extends Operation<String> implements Consumer<String> {
    private final Loop loop;
    private final WaitQueue<String> line = new WaitQueue<>("Signals.of");
    private final LinkedHashSet<String> waiting = new LinkedHashSet<>();

    Next(Loop loop) {
      this.loop = loop;
    }

    /** On a thread of the JDK. */
    @Override
    public void accept(String name) {
      try {
        loop.callSoonThreadsafe(
            () -> {
              if (!line.wake(name)) {
                waiting.add(name);
              }
            });
      } catch (IllegalStateException loopIsClosed) {
        return; // and with it who has listened
      }
    }

    @Override
    protected @Nullable Object attempt() {
      return waiting.isEmpty() ? MUST_WAIT : waiting.removeFirst();
    }

    @Override
    protected WaitQueue<String> queue() {
      return line;
    }
  }
}
