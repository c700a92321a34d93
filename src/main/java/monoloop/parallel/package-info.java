/**
 * Many cores and many processes: one loop per core that share nothing but messages, and worker JVMs
 * that share a port.
 *
 * <p>{@link monoloop.parallel.LoopGroup} is the first, with a {@link monoloop.parallel.Mailbox}
 * between its loops; {@link monoloop.parallel.Supervisor} the second. Uses the public API of the
 * kernel, of {@link monoloop.io} and of {@link monoloop.process} only.
 */
@NullMarked
package monoloop.parallel;

import org.jspecify.annotations.NullMarked;
