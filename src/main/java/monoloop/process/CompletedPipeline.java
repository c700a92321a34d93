package monoloop.process;

import java.util.List;

/**
 * How the stages of a {@link Pipeline} have ended.
 *
 * @param stages in the order of the pipeline; the output is the last one's
 */
public record CompletedPipeline(List<Completed> stages) {
  /**
   * Creates one.
   *
   * @param stages at least one
   */
  public CompletedPipeline {
    stages = List.copyOf(stages);
  }

  /**
   * Returns how the whole ended ({@code set -o pipefail}): the exit code of the last stage that did
   * not end with 0. A stage that writes while nobody reads any more is ended by a signal, as in a
   * shell.
   *
   * @return 0 if all did
   */
  public int exitCode() {
    return failed().exitCode();
  }

  /**
   * Returns what the last stage wrote to standard output, as text.
   *
   * @return decoded as UTF-8, without line ends at the end
   */
  public String text() {
    return stages.getLast().text();
  }

  /**
   * Returns this if every exit code is 0.
   *
   * @return this
   * @throws ProcessFailedException if one is not; of the last such stage
   */
  public CompletedPipeline orThrow() throws ProcessFailedException {
    failed().orThrow();
    return this;
  }

  private Completed failed() {
    return stages.reversed().stream()
        .filter(s -> s.exitCode() != 0)
        .findFirst()
        .orElse(stages.getLast());
  }
}
