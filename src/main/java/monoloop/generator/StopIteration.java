package monoloop.generator;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * {@code next}, {@code send} or {@code raise} found that the body has returned (Python:
 * StopIteration).
 *
 * <p>A body must not throw it to end: one that leaves a body becomes an {@link
 * IllegalStateException} (PEP 479). A {@link java.util.NoSuchElementException}, which is what
 * Java's iterators throw at their end.
 *
 * @see Generator#tryNext
 */
public final class StopIteration extends NoSuchElementException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object value;

  /**
   * Carries the return value of a body.
   *
   * @param value may be null
   */
  public StopIteration(@Nullable Object value) {
    super(value == null ? "the generator has finished" : "the generator returned " + value);
    this.value = value;
  }

  /**
   * Returns what the body returned: only the first StopIteration of a generator carries it.
   *
   * @return the return value; null at every later step
   */
  public @Nullable Object value() {
    return value;
  }
}
