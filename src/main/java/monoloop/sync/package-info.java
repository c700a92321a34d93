/**
 * Locks, queues and signals for the tasks of one loop, each on a {@link monoloop.WaitQueue}.
 *
 * <p>Waiting operations are Monos: a coroutine awaits them, any other code subscribes. Nothing here
 * blocks a thread and nothing is safe for several threads: every method belongs to the loop's
 * thread. Waiters are served first come, first served, and nobody overtakes them. Uses the public
 * API of the kernel only.
 */
@NullMarked
package monoloop.sync;

import org.jspecify.annotations.NullMarked;
