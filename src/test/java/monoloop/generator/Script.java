package monoloop.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a driver does with a generator, after the first step: it sends, raises and closes. */
public record Script(List<Move> moves) {

  /** One thing that a driver does. */
  public sealed interface Move {}

  public record Send(@Nullable Object value) implements Move {}

  public record Raise(Supplier<? extends Throwable> thrown) implements Move {}

  public record Close() implements Move {}

  private static final List<String> TRACE = new ArrayList<>();

  /** Called by bodies: what happens inside stands in the trace beside what the driver sees. */
  public static void log(Object what) {
    TRACE.add(String.valueOf(what));
  }

  /** This script up to {@code length} moves, then {@code move}, then what followed. */
  Script with(int length, Move move) {
    List<Move> all = new ArrayList<>(moves);
    all.add(length, move);
    return new Script(all);
  }

  /** Plays every move until the generator has finished, closes it if it has not, in words. */
  public List<String> play(Generator<?, ?, ?> generator) {
    TRACE.clear();
    step(generator, new Send(null));
    for (Move move : moves) {
      if (generator.state() == GeneratorState.CLOSED) {
        break;
      }
      step(generator, move);
    }
    while (generator.state() != GeneratorState.CLOSED && TRACE.size() < 1000) {
      step(generator, new Close());
    }
    return List.copyOf(TRACE);
  }

  @SuppressWarnings("unchecked")
  private static void step(Generator<?, ?, ?> generator, Move move) {
    try {
      Step<?, ?> step =
          switch (move) {
            case Send(var value) -> ((Generator<?, Object, ?>) generator).trySend(value);
            case Raise(var thrown) -> generator.tryRaise(thrown.get());
            case Close() -> null;
          };
      switch (step) {
        case null -> log("closed with " + generator.closeAndGet());
        case Step.Yielded<?, ?>(var value) -> log("yield " + words(value));
        case Step.Returned<?, ?>(var result) -> log("return " + words(result));
      }
    } catch (Throwable t) {
      log("threw " + words(t));
    }
  }

  private static String words(@Nullable Object value) {
    return switch (value) {
      case Object[] items -> Arrays.toString(items);
      // its message describes bytecode
      case NullPointerException e -> "NullPointerException";
      case Throwable t ->
          t.getClass().getSimpleName()
              + ": "
              + String.valueOf(t.getMessage()).replaceAll("suspended at [^]]*", "suspended")
              + (t.getSuppressed().length == 0 ? "" : " and " + words(t.getSuppressed()[0]));
      case null, default -> String.valueOf(value);
    };
  }
}
