/**
 * Sockets on the one loop.
 *
 * <p>Whatever waits is a Mono: a coroutine awaits it, any other code subscribes. Unless a method
 * says otherwise it belongs to the loop's thread. Sockets are Netty's, on {@link
 * monoloop.Loop#eventLoop()}; a connection of reactor-netty becomes a stream, too. Uses the public
 * API of the kernel only.
 */
@NullMarked
package monoloop.io;

import org.jspecify.annotations.NullMarked;
