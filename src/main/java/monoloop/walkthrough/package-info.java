/**
 * The walkthrough: every program of the two tutorials that this library retells, from the message
 * loop to the coroutine, each in a file of its own and run by {@link
 * monoloop.walkthrough.Walkthrough}.
 *
 * <p>Read it in the order of the chapters there. Each file shows one idea, first in plain Java with
 * the library, then as {@code Flux} or {@code Mono} where the idea has such a form, and measures
 * what it claims. Uses public packages only, as a program of yours would.
 */
@NullMarked
package monoloop.walkthrough;

import org.jspecify.annotations.NullMarked;
