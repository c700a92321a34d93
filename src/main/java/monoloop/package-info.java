/**
 * The kernel: one event loop, coroutines on it, and the verbs of {@link monoloop.Async}.
 *
 * <p>Unless a method says otherwise it belongs to the loop's thread: call it from a task or a
 * callback of the loop. Uses {@code monoloop.generator} and {@code monoloop.internal}.
 */
@NullMarked
package monoloop;

import org.jspecify.annotations.NullMarked;
