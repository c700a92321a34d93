/**
 * Two-way generators: a body that is suspended at each {@code yield} and resumed by whoever drives
 * it (PEP 342, 380, 479), and the same bodies as a {@code Flux}, an operator and a {@code Mono}.
 *
 * <p>A generator belongs to one driver at a time and is not safe for use by several threads at
 * once; handing it to another thread needs the usual happens-before. This package uses nothing but
 * {@code monoloop.internal.compiler} and {@code monoloop.internal.frame}; it needs no loop.
 */
@NullMarked
package monoloop.generator;

import org.jspecify.annotations.NullMarked;
