/** Random bodies: whatever can be written must run alike on both engines. */
@NullMarked
package monoloop.generator.fuzz;

import org.jspecify.annotations.NullMarked;
