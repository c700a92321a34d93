package monoloop.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A {@link LoopTest} that runs several times, each time with another order of the tasks that are
 * ready together: first the usual one, then random ones.
 *
 * <p>The orders are the same in every run of the test. A failure names the seed of its order, and
 * {@code -Dmonoloop.seed} runs the test with that one only.
 */
@TestTemplate
@ExtendWith(ScheduleInvocations.class)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RepeatedSchedules {

  /**
   * How many orders to try.
   *
   * @return at least 1
   */
  int value() default 100;
}
