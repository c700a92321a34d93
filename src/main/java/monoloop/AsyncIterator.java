package monoloop;

import reactor.core.publisher.Mono;

/**
 * A publisher that is pulled (Python: async for). A body awaits {@link #next} until that gives
 * null, within a try-with-resources statement, since leaving the loop early does not close by
 * itself.
 *
 * <p>Belongs to one task at a time and to the thread of its loop.
 *
 * @param <T> the elements
 */
public interface AsyncIterator<T> extends AutoCloseable {

  /**
   * Waits for the next element, and subscribes to the publisher at the first call.
   *
   * <p>If cancelled, no element is lost: the next call gets the one that was requested. The
   * publisher's error is signalled once; after it, and after the end, every call is empty.
   *
   * @return the element, or empty at the end; an {@link IllegalStateException} if another next() is
   *     waiting already
   */
  Mono<T> next();

  /** Cancels what is left; a next() that is waiting is empty. Idempotent. */
  @Override
  void close();
}
