package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * A request to cancel that waits outside of a shield.
 *
 * @param origin the limit that it comes from or was made in; null if from outside the task
 * @param why who asked, and the reason
 * @param next further ones
 */
record Held(@Nullable Limit origin, Cancellation why, @Nullable Held next) {

  static int count(@Nullable Held held) {
    int n = 0;
    for (Held h = held; h != null; h = h.next) {
      n++;
    }
    return n;
  }

  /** Those that are not of {@code origin}. */
  static @Nullable Held without(@Nullable Held held, Limit origin) {
    if (held == null) {
      return null;
    }
    Held rest = without(held.next, origin);
    return held.origin == origin ? rest : rest == held.next ? held : held.followedBy(rest);
  }

  Held followedBy(@Nullable Held rest) {
    return new Held(origin, why, rest);
  }
}
