package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at the await of a task that is being cancelled (asyncio: CancelledError).
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} in a body does not swallow it.
 */
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1L;

  private final Cancellation cancellation;

  /**
   * Creates the signal.
   *
   * @param reason why, in the canceller's words; may be null
   */
  public CancelledError(@Nullable String reason) {
    this(Cancellation.of(reason));
  }

  CancelledError(Cancellation cancellation) {
    super(cancellation.text());
    this.cancellation = cancellation;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** The same canceller, for a reason of the library's. */
  Cancellation cancellation(String reason) {
    return new Cancellation(reason, cancellation.by(), cancellation.name());
  }

  /**
   * Returns why.
   *
   * @return what {@link Task#cancel(String)} was given; null if nothing
   */
  public @Nullable String reason() {
    return cancellation.reason();
  }

  /**
   * Returns who asked for it. The message says it too, with the line if the JVM was started with
   * {@code -Dmonoloop.debug=true}.
   *
   * @return the name of the task that called {@code cancel} or whose failure ended its group; of
   *     the thread if it was no task's doing; null if nobody asked: a limit of time, a work that is
   *     not needed any more, a closing loop
   */
  public @Nullable String cancelledBy() {
    return cancellation.name();
  }
}
