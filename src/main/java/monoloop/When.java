package monoloop;

/** What {@link Async#waitUntil} waits for (asyncio: return_when). */
public enum When {
  /** Until one has ended. */
  FIRST_COMPLETED,
  /** Until one has failed, or all have ended. */
  FIRST_EXCEPTION,
  /** Until all have ended. */
  ALL_COMPLETED
}
