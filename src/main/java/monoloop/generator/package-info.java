/**
 * Two-way generators: a body that is suspended at each {@code yield} and resumed by whoever drives
 * it.
 *
 * <p>A generator belongs to one driver at a time and is not safe for use by several threads at
 * once; handing it to another thread needs the usual happens-before. This package uses nothing but
 * {@code monoloop.internal.compiler}.
 */
@NullMarked
package monoloop.generator;

import org.jspecify.annotations.NullMarked;
