/**
 * Frames: suspended bodies, how they delegate to each other, and the thread engine.
 *
 * <p>Internal, though public where generated classes or the packages above need it. Uses {@code
 * monoloop.internal.compiler} only.
 */
@NullMarked
package monoloop.internal.frame;

import org.jspecify.annotations.NullMarked;
