package monoloop.shell;

import java.util.List;
import java.util.function.Consumer;
import monoloop.LoopDump;
import monoloop.Task;
import monoloop.generator.Generator;
import monoloop.inspect.Drive;
import monoloop.inspect.StackPicture;
import monoloop.inspect.TaskTree;
import monoloop.inspect.Timeline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** How values are shown that have a form of their own. */
final class Views {
  /** What a notebook shows of a line without a break. */
  private static final int COLUMNS = 90;

  private Views() {}

  /**
   * A value's own form, if it has one.
   *
   * @param live hears of a Flux while it runs
   */
  static @Nullable View of(@Nullable Object value, Consumer<View> live) {
    return switch (value) {
      case View view -> view;
      case Timeline timeline ->
          View.of(timeline.text(COLUMNS).stripTrailing()).withSvg(Places.inMarkup(timeline.svg()));
      case Drive<?, ?, ?> drive -> of(drive);
      case StackPicture stacks -> View.of(stacks.text().stripTrailing()).withSvg(stacks.svg());
      case LoopDump dump -> View.of(Places.in(TaskTree.of(dump).stripTrailing()));
      case Generator<?, ?, ?> generator -> View.of(Places.in(generator.toString()));
      case Flux<?> flux -> FluxTable.of(flux, live);
      case Task<?> task -> View.of(Places.in(task.toString()));
      case null, default -> null;
    };
  }

  /** With lines of snippets by their text, and without who called: cells are not long. */
  private static View of(Drive<?, ?, ?> drive) {
    List<Drive.Turn> turns =
        drive.turns().stream()
            .map(
                t ->
                    new Drive.Turn(
                        t.call(), "", Places.in(t.from()), t.result(), Places.in(t.at())))
            .toList();
    return View.of(Drive.table(turns).stripTrailing()).withSvg(Drive.svg(turns));
  }
}
