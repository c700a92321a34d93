package monoloop.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test with a loop on virtual time of its own.
 *
 * <p>Parameters of the test and of its {@code @BeforeEach} and {@code @AfterEach} methods:
 *
 * <ul>
 *   <li>{@link monoloop.Co}, of the test only: the method is the body of a coroutine and may await.
 *       It runs on a virtual thread for which the loop waits, as bodies do that cannot be compiled;
 *       coroutines that it starts are compiled as anywhere;
 *   <li>{@link monoloop.Loop}: the loop, which does not turn except in {@code run};
 *   <li>{@link monoloop.VirtualTicker}: its clock;
 *   <li>{@link java.util.Random}: the same numbers in every run of this test. A failure names the
 *       seed, {@code -Dmonoloop.seed} sets it.
 * </ul>
 *
 * <p>The test fails, too, if tasks are left that still wait when everything has run that can
 * without a move of the clock, if everything waits for ever, and if an error reaches nobody.
 */
@Test
@ExtendWith(LoopExtension.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface LoopTest {

  /**
   * Whether the clock jumps by itself; otherwise {@link monoloop.VirtualTicker#advance} moves it.
   *
   * @return true unless said otherwise
   */
  boolean autojump() default true;
}
