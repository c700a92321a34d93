/** Tests of the compiler's parts. */
@NullMarked
package monoloop.internal.compiler;

import org.jspecify.annotations.NullMarked;
