/**
 * For tests of programs on the library: virtual time, other orders of tasks, cancels and failures
 * at every await.
 *
 * <p>{@link monoloop.test.LoopTest} and {@link monoloop.test.RepeatedSchedules} need JUnit Jupiter
 * on the class path; the rest needs nothing. Uses the public API of the kernel only.
 */
@NullMarked
package monoloop.test;

import org.jspecify.annotations.NullMarked;
