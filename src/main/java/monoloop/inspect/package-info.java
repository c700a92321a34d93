/**
 * Looking at loops, tasks and generators: trees of what waits for what, of this JVM and of others,
 * timelines as pictures, and the steps of a generator.
 *
 * <p>{@link monoloop.inspect.TaskTree} tells what waits now, {@link
 * monoloop.inspect.RemoteLoops} asks another JVM, {@link monoloop.inspect.Recording} keeps what
 * happened, {@link monoloop.inspect.Drive} follows a generator. Nothing here costs anything until
 * it is asked for. Uses the public API of the kernel and of generators only.
 */
@NullMarked
package monoloop.inspect;

import org.jspecify.annotations.NullMarked;
