package monoloop.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import monoloop.Loop;
import monoloop.Schedule;
import monoloop.Task;
import monoloop.VirtualTicker;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A loop on virtual time that nothing may be left on, and no error be reported to. */
final class TestLoop implements AutoCloseable {
  final VirtualTicker ticker;
  final Loop loop;
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

  TestLoop(VirtualTicker ticker, @Nullable Schedule schedule) {
    this.ticker = ticker;
    this.loop = Loop.virtual(ticker, schedule);
    loop.exceptionHandler(
        (l, message, error, source) -> {
          messages.add(message);
          errors.add(error);
        });
  }

  /**
   * Lets everything run that can without a move of the clock.
   *
   * @throws AssertionError naming the tasks that have not ended then
   */
  void checkNothingIsLeft() {
    if (loop.isClosed()) {
      return;
    }
    List<Task<?>> left =
        Objects.requireNonNull(
            loop.run(
                Awaits.waitUntilAllBlocked()
                    .then(Mono.fromCallable(() -> new ArrayList<>(Task.all())))));
    left.removeIf(Task::isDone);
    if (!left.isEmpty()) {
      StringBuilder s = new StringBuilder();
      s.append(left.size() == 1 ? "1 task was" : left.size() + " tasks were");
      s.append(" left when the test had ended. Await or cancel:");
      left.forEach(task -> s.append("\n  ").append(task));
      throw new AssertionError(s.toString());
    }
  }

  /**
   * Ends what is left and closes the loop.
   *
   * @throws AssertionError if an error was reported to the loop's exception handler
   */
  @Override
  public void close() {
    loop.close();
    if (!errors.isEmpty()) {
      AssertionError e =
          new AssertionError("an error reached nobody: " + messages.get(0), errors.get(0));
      errors.stream().skip(1).forEach(e::addSuppressed);
      throw e;
    }
  }

  /**
   * As {@code action}, with the two checks afterwards; what it throws comes first, and {@code hint}
   * comes with it.
   */
  void checked(Runnable action, @Nullable String hint) {
    Throwable thrown = thrownBy(action, null);
    if (thrown == null) {
      thrown = thrownBy(this::checkNothingIsLeft, null);
    }
    thrown = thrownBy(this::close, thrown);
    if (thrown != null) {
      if (hint != null) {
        thrown.addSuppressed(new Hint(hint));
      }
      throw TestLoop.<RuntimeException>sneak(thrown);
    }
  }

  private static @Nullable Throwable thrownBy(Runnable action, @Nullable Throwable before) {
    try {
      action.run();
      return before;
    } catch (Throwable t) {
      if (before == null) {
        return t;
      }
      if (t != before) {
        before.addSuppressed(t);
      }
      return before;
    }
  }

  @SuppressWarnings("unchecked")
  static <E extends Throwable> E sneak(Throwable t) throws E {
    throw (E) t;
  }

  /** How to run a failed test again, below its error. */
  static final class Hint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Hint(String text) {
      super(text, null, false, false);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
