/**
 * Files without blocking the one loop: {@link monoloop.file.AsyncFile} is one that is open, {@link
 * monoloop.file.AsyncFiles} and {@link monoloop.file.AsyncDirectories} take paths.
 *
 * <p>A few threads of the library wait for the disk; what they bring arrives on the loop. Whatever
 * waits is a Mono: a coroutine awaits it, any other code subscribes. Unless a method says otherwise
 * it belongs to the loop's thread. Uses the public API of the kernel only.
 */
@NullMarked
package monoloop.file;

import org.jspecify.annotations.NullMarked;
