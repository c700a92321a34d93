package monoloop.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorState;
import monoloop.generator.Step;
import org.jspecify.annotations.Nullable;

/**
 * A generator that notes how it is driven: who called, at which line the body went on, what it
 * yielded and where it waits now.
 *
 * <p>A statement {@code receive = out.yield(value)} has three parts: (1) hand out the value, (2)
 * wait, (3) take what was sent. The first step runs up to (1) and (2); each later one begins with
 * (3), goes on to the next yield, and ends with (1) and (2): the order is 3, 1, 2. The {@link
 * #table} and the {@link #svg picture} show just that.
 *
 * <p>Belongs to who drives the generator, like the generator itself, and runs nothing that was not
 * asked for.
 *
 * @param <Y> what the body yields
 * @param <S> what it receives
 * @param <R> what it returns
 */
public final class Drive<
    Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
  private static final Pattern LINE = Pattern.compile("\\(([^():]+):(\\d+)\\)");

  private final Generator<Y, S, R> generator;
  private final List<Turn> turns = new ArrayList<>();

  private Drive(Generator<Y, S, R> generator) {
    this.generator = generator;
  }

  /**
   * Wraps a generator, which should not have begun.
   *
   * @return drive it through this from now on
   */
  public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Drive<Y, S, R> of(Generator<Y, S, R> generator) {
    return new Drive<>(Objects.requireNonNull(generator, "generator"));
  }

  /**
   * One call and what came of it.
   *
   * @param call {@code next()}, {@code send("a")}, {@code close()}
   * @param caller the line that called: {@code Demo.java:12}
   * @param from where the body went on; {@code start} at first, empty if it was over
   * @param result {@code yields 3}, {@code returns null}, {@code throws IOException}, {@code
   *     closed}
   * @param at where the body waits now; empty if it is over
   */
  public record Turn(String call, String caller, String from, String result, String at) {
    /** Whether the body received a value at a yield before it went on. */
    public boolean received() {
      return !from.isEmpty() && !from.equals("start");
    }

    /** Whether it ended at a yield. */
    public boolean yielded() {
      return !at.isEmpty();
    }

    /** Which parts of {@code receive = yield value} were run, in order. */
    public String order() {
      return received() ? yielded() ? "3-1-2" : "3" : yielded() ? "1-2" : "";
    }
  }

  /** As {@link Generator#tryNext}. */
  public Step<Y, R> next() {
    return step("next()", () -> generator.tryNext());
  }

  /** As {@link Generator#trySend}. */
  public Step<Y, R> send(@Nullable S value) {
    return step("send(" + text(value) + ")", () -> generator.trySend(value));
  }

  /** As {@link Generator#tryRaise}. */
  public Step<Y, R> raise(Throwable thrown) {
    return step(
        "raise(" + thrown.getClass().getSimpleName() + ")", () -> generator.tryRaise(thrown));
  }

  /** As {@link Generator#close}. */
  public void close() {
    String from = where();
    String caller = caller();
    generator.close();
    turns.add(new Turn("close()", caller, from, "closed", ""));
  }

  /** Returns what was noted so far, oldest first. */
  public List<Turn> turns() {
    return List.copyOf(turns);
  }

  /**
   * Writes the calls as a table for a terminal: call, caller, where the body went on, what came
   * out, where it waits, and which parts of the yield statement were run.
   *
   * @return a line for each call below two lines of heading
   */
  public String table() {
    return table(turns);
  }

  /**
   * As {@link #table()}, of calls in which places have other names, for instance.
   *
   * @param turns oldest first
   * @return without the column of callers, if none is named
   */
  public static String table(List<Turn> turns) {
    return DrivePicture.table(List.copyOf(turns));
  }

  /**
   * Draws the calls as a dialogue of caller and body, from the top down, in an SVG file of 1000
   * pixels width that needs nothing else.
   *
   * @return the file's text
   */
  public String svg() {
    return svg(turns);
  }

  /**
   * As {@link #svg()}, of calls in which places have other names, for instance.
   *
   * @param turns oldest first
   * @return the file's text
   */
  public static String svg(List<Turn> turns) {
    return new DrivePicture(List.copyOf(turns)).svg();
  }

  /** As {@link #svg}, as a web page. */
  public String html() {
    return Page.of("Drive", svg());
  }

  private Step<Y, R> step(String call, Supplier<Step<Y, R>> step) {
    String from = where();
    String caller = caller();
    Step<Y, R> done;
    try {
      done = step.get();
    } catch (RuntimeException | Error e) {
      turns.add(new Turn(call, caller, from, "throws " + e.getClass().getSimpleName(), where()));
      throw e;
    }
    String result =
        switch (done) {
          case Step.Yielded<Y, R>(var value) -> "yields " + text(value);
          case Step.Returned<Y, R>(var value) -> "returns " + text(value);
        };
    turns.add(new Turn(call, caller, from, result, where()));
    return done;
  }

  /** The line at which the body waits, as the generator says it. */
  private String where() {
    if (generator.state() == GeneratorState.CREATED) {
      return "start";
    }
    Matcher m = LINE.matcher(generator.toString());
    if (m.find()) {
      return m.group(1) + ":" + m.group(2);
    }
    return generator.state() == GeneratorState.SUSPENDED ? "?" : "";
  }

  private static String caller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(f -> !f.getClassName().equals(Drive.class.getName()))
                    .findFirst()
                    .map(f -> f.getFileName() + ":" + f.getLineNumber())
                    .orElse(""));
  }

  private static String text(@Nullable Object value) {
    return value instanceof CharSequence ? "\"" + value + "\"" : String.valueOf(value);
  }

  /** {@code Drive[3 calls of Generator[suspended at ...]]}. */
  @Override
  public String toString() {
    String calls = turns.size() == 1 ? " call of " : " calls of ";
    return "Drive[" + turns.size() + calls + generator + "]";
  }
}
