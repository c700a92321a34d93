package monoloop;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a suspended task waits for, as far as cancelling is concerned. */
interface Waiting {

  /**
   * Ends the wait of {@code task}, or asks what it waits for to end.
   *
   * @return true if the task will be woken with a {@link CancelledError} by this; false if the wait
   *     is over already, so that the error is raised at the task's next step
   */
  boolean cancelWait(Task<?> task, Cancellation why);

  /**
   * The wait was over, but the task is cancelled before it could resume with {@code value}.
   *
   * @param value may be null
   */
  default void undelivered(@Nullable Object value) {}

  /**
   * What signals the end of the wait from outside the kernel: a Subscription or something else.
   *
   * @return null if only the loop's own things do
   */
  default @Nullable Object source() {
    return null;
  }

  /** What the source signals to. */
  default Object receiver() {
    return this;
  }

  /**
   * Those of whom one must do something before the wait can end; some may have done it.
   *
   * @return null if others may end it, too, or it is not known who does
   */
  default @Nullable Iterator<? extends Outcome<?>> helpers() {
    return null;
  }

  /** Whether {@link #cancelWait} ends the wait at once and asks nothing else to end. */
  default boolean endsAtOnce() {
    return true;
  }
}
