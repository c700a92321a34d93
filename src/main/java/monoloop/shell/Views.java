package monoloop.shell;

import java.util.function.Consumer;
import monoloop.Task;
import monoloop.inspect.Timeline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** How values are shown that have a form of their own. */
final class Views {
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
          View.of(timeline.text(100).stripTrailing()).withSvg(timeline.svg());
      case Flux<?> flux -> FluxTable.of(flux, live);
      case Task<?> task -> View.of(Places.in(task.toString()));
      case null, default -> null;
    };
  }

  /** As plain text; {@code usual} if the value has no form of its own. */
  static @Nullable String text(Object value, @Nullable String usual) {
    View view = of(value, v -> {});
    return view == null ? usual : view.text();
  }
}
