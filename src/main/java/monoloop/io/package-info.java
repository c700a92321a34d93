/**
 * Bytes on the one loop: streams over sockets, TLS and Unix sockets, servers, datagrams, and the
 * pipes of streams that block.
 *
 * <p>{@link monoloop.io.ByteStream} connects, {@link monoloop.io.StreamServer} accepts, {@link
 * monoloop.io.DatagramEndpoint} does without a connection, {@link monoloop.io.PipeReader} and
 * {@link monoloop.io.PipeWriter} are for the standard streams and the like. Whatever waits is a
 * Mono: a coroutine awaits it, any other code subscribes. Unless a method says otherwise it belongs
 * to the loop's thread. Sockets are Netty's, on {@link monoloop.Loop#eventLoop()}; a connection of
 * reactor-netty becomes a stream, too. Uses the public API of the kernel only.
 */
@NullMarked
package monoloop.io;

import org.jspecify.annotations.NullMarked;
