/**
 * From a body's bytecode to a state machine.
 *
 * <p>Knows nothing of generators or coroutines: a {@link monoloop.internal.compiler.Dialect} tells
 * it which calls suspend and which class a frame extends. Uses no other package of the library.
 */
@NullMarked
package monoloop.internal.compiler;

import org.jspecify.annotations.NullMarked;
