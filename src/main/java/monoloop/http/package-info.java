/**
 * Coroutines as handlers of reactor-netty's HTTP servers, and WebSockets that are awaited.
 *
 * <p>Servers, routes, clients and their settings stay reactor-netty's: {@link monoloop.http.Http}
 * makes handlers for them. A handler is a task on the event loop of its connection, which is a
 * {@link monoloop.Loop} for as long as it lives; everything here belongs to that thread. Uses the
 * public API of the kernel only.
 */
@NullMarked
package monoloop.http;

import org.jspecify.annotations.NullMarked;
