/**
 * Looking at loops, tasks and generators: trees of what waits for what, of this JVM and of others,
 * timelines as pictures, and the steps of a generator.
 *
 * <p>Uses the kernel and the generators, as any program could. Nothing here costs anything until it
 * is asked for.
 */
@NullMarked
package monoloop.inspect;

import org.jspecify.annotations.NullMarked;
