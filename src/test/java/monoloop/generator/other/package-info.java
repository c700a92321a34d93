/** A package next door, for access across packages. */
@NullMarked
package monoloop.generator.other;

import org.jspecify.annotations.NullMarked;
