/**
 * Other programs, and the signals of this one.
 *
 * <p>{@link monoloop.process.Command} says what to run, {@link monoloop.process.Subprocess} is what
 * runs, {@link monoloop.process.Program} is a main program that signals end in order. Whatever
 * waits is a Mono: a coroutine awaits it, any other code subscribes. Unless a method says otherwise
 * it belongs to the loop's thread. Uses the public API of the kernel and of {@code monoloop.io}
 * only.
 */
@NullMarked
package monoloop.process;

import org.jspecify.annotations.NullMarked;
