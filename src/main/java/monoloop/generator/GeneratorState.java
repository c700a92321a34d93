package monoloop.generator;

/** Where a generator stands (Python: {@code inspect.getgeneratorstate}). */
public enum GeneratorState {
  /** Not started: the body has not run yet. */
  CREATED,
  /** The body is executing right now, or one of its delegates is. */
  RUNNING,
  /** Waiting at a {@code yield}. */
  SUSPENDED,
  /** Returned, failed or closed: there will be no further step. */
  CLOSED;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
