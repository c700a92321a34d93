/**
 * The programs that the README and the Javadoc show. They are compiled and run with the tests, so
 * that no example can rot.
 *
 * <p>A program stands between a line {@code // @start region="name"} and a line {@code // @end}.
 * The README shows it in the block after {@code <!-- snippet: name -->}, the Javadoc by a snippet
 * tag with {@code class="GeneratorSnippets" region="name"}.
 */
@NullMarked
package monoloop.readme;

import org.jspecify.annotations.NullMarked;
