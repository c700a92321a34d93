package monoloop.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import monoloop.Async;
import reactor.core.publisher.Mono;

/**
 * Commands of which each reads what the one before writes, as {@code a | b | c} in a shell. The
 * pipes between them are the system's: no byte of theirs comes through this program. Immutable.
 *
 * {@snippet class="ProcessSnippets" region="process-pipeline"}
 */
public final class Pipeline {
  private final List<Command> stages;

  private Pipeline(List<Command> stages) {
    this.stages = stages;
  }

  /**
   * Makes a pipeline.
   *
   * @param stages at least two. Only the first may have a standard input of its own and only the
   *     last a standard output; only the last may merge its standard error
   * @return the pipeline
   * @throws IllegalArgumentException if there are fewer, or one leads elsewhere what goes through
   *     the pipeline
   */
  public static Pipeline of(Command... stages) {
    List<Command> all = List.of(stages);
    if (all.size() < 2) {
      throw new IllegalArgumentException("a pipeline needs at least two stages, had " + all.size());
    }
    for (int i = 0; i < all.size(); i++) {
      Command c = all.get(i);
      boolean joined =
          (i == 0 || c.pipesIn())
              && (i == all.size() - 1 || (c.pipesOut() && !c.mergesStderr()));
      if (!joined) {
        throw new IllegalArgumentException(
            "stage " + (i + 1) + " of a pipeline leads elsewhere what goes through it: " + c);
      }
    }
    return new Pipeline(all);
  }

  /**
   * Adds a stage at the end.
   *
   * @param next reads what the last one writes
   * @return another pipeline
   * @throws IllegalArgumentException as for {@link #of}
   */
  public Pipeline pipe(Command next) {
    List<Command> longer = new ArrayList<>(stages);
    longer.add(Objects.requireNonNull(next, "next"));
    return of(longer.toArray(Command[]::new));
  }

  /**
   * Starts all stages. The first has the input of the whole, the last its output; each has its own
   * standard error. As for {@link Command#start}, the caller has to see to their end.
   *
   * <p>If cancelled, no child is left; if one cannot be started, neither.
   *
   * @return cold; the children in the order of the stages; fails with {@link CannotStartException}
   */
  public Mono<List<Subprocess>> start() {
    return Async.async(
        co -> {
          List<Child> made = Objects.requireNonNull(co.await(Launch.of(stages)));
          return made.stream().map(Subprocess::new).toList();
        });
  }

  /**
   * Runs it to its end, without input.
   *
   * <p>If cancelled, all children are ended with their descendants, and waited for.
   *
   * @return cold; how each stage has ended; fails as {@link #start}, and with {@link
   *     monoloop.io.LimitOverrunException} over the {@linkplain Command#outputLimit limit} of a
   *     stage
   */
  public Mono<CompletedPipeline> run() {
    return run(Command.NOTHING);
  }

  /**
   * Runs it to its end with {@code input} for the first stage; as {@link #run()}.
   *
   * @param input not copied
   * @return cold
   */
  public Mono<CompletedPipeline> run(byte[] input) {
    Objects.requireNonNull(input, "input");
    return Async.async(
        co -> {
          List<Subprocess> children = Objects.requireNonNull(co.await(start()));
          List<Mono<Completed>> ends = new ArrayList<>();
          for (Subprocess child : children) {
            ends.add(child.communicate(ends.isEmpty() ? input : Command.NOTHING));
          }
          try {
            return new CompletedPipeline(Objects.requireNonNull(co.await(Async.gather(ends))));
          } finally {
            co.await(Async.gather(children.stream().map(Subprocess::finish).toList()));
          }
        });
  }

  /**
   * Runs it to its end with {@code input} in UTF-8; as {@link #run()}.
   *
   * @param input not null
   * @return cold
   */
  public Mono<CompletedPipeline> run(String input) {
    return run(input.getBytes(StandardCharsets.UTF_8));
  }

  /** The command lines: {@code ls | wc -l}. */
  @Override
  public String toString() {
    return stages.stream().map(Command::toString).collect(Collectors.joining(" | "));
  }
}
