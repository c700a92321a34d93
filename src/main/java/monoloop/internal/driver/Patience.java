package monoloop.internal.driver;

/**
 * Whether it pays to look out for other threads for a moment before falling asleep.
 *
 * <p>To fall asleep and to be woken costs both threads more than a short wait. So after a sleep
 * that another thread has ended soon, and as long as looking out is not in vain, the next sleep is
 * put off: two threads that hand work to each other never sleep, and a loop that is seldom called
 * falls asleep at once.
 */
final class Patience {
  /** How long to look out: about what falling asleep and being woken takes. */
  static final long NANOS = 50_000;

  /** So long it may take until a loop sees what came in {@link #NANOS}, if it was asleep. */
  private static final long SHORT_NANOS = 80_000;

  /** With one processor, who looks out keeps the other thread from coming. */
  private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

  private boolean pays;

  /** Whether to look out before the next sleep. */
  boolean pays() {
    return pays;
  }

  /** Another thread has ended a sleep, so long after there was nothing to do any more. */
  void woken(long nanos) {
    pays = nanos < SHORT_NANOS && !ALONE;
  }

  /** Looked out: did somebody come? */
  void lookedOut(boolean came) {
    pays = came && pays;
  }
}
