/**
 * The programs of the two tutorials, one after the other: what {@code mvn -q compile exec:exec}
 * runs. Uses public packages only, as any program would.
 */
@NullMarked
package monoloop.walkthrough;

import org.jspecify.annotations.NullMarked;
