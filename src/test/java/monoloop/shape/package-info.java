/**
 * The rules of the house that a compiler cannot hold: which package may use which, what is public,
 * and that the documentation says what the code does. Each failure tells how to mend it.
 */
@NullMarked
package monoloop.shape;

import org.jspecify.annotations.NullMarked;
