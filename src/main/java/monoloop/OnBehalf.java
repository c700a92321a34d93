package monoloop;

/** An observer of an {@link Outcome} that observes because a task waits for it. */
interface OnBehalf {
  /** The task. */
  Task<?> waiter();

  /** Through what: {@code gather of 3}. */
  String through();
}
