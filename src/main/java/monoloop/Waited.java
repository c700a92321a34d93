package monoloop;

import java.util.Set;

/**
 * What {@link Async#waitUntil} found.
 *
 * @param done those that have ended, in the order given
 * @param pending those that have not; they go on
 */
public record Waited<T>(Set<Task<T>> done, Set<Task<T>> pending) {}
