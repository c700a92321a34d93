/** Minutes of random traffic; {@code mvn test -Psoak -Dsoak.minutes=3 -Dsoak.seed=42}. */
@NullMarked
package monoloop.soak;

import org.jspecify.annotations.NullMarked;
