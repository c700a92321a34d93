/** Laws of what turns a loop. */
@NullMarked
package monoloop.internal.driver;

import org.jspecify.annotations.NullMarked;
