/** Tests of what shows loops, tasks and generators. */
@NullMarked
package monoloop.inspect;

import org.jspecify.annotations.NullMarked;
