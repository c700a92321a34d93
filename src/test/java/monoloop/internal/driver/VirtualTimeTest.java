package monoloop.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A driver may have a clock of its own, and it learns when nothing happens before a deadline. */
class VirtualTimeTest {
  private final List<String> trail = new ArrayList<>();

  /** Its clock stands still while anything is to be done and jumps when nothing is. */
  private static final class Jumping extends OwnDriver {
    private volatile long now;

    Jumping(Turns.Owner owner) {
      super(owner, "jumping", false);
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    protected void idle(long deadline) {
      if (deadline == Long.MAX_VALUE) {
        super.idle(deadline);
      } else {
        now = deadline;
      }
    }
  }

  @Test
  void hours_pass_in_no_time_and_in_order() {
    Jumping driver = new Jumping(new NoOwner());
    Turns turns = driver.turns();

    @Nullable Throwable thrown =
        run(
            driver,
            () -> {
              at(driver, 3, turns::stop);
              at(driver, 1, () -> at(driver, 1, () -> {}));
              at(driver, 2, () -> {});
            });
    driver.close();

    assertNull(thrown);
    assertEquals("[hour 1, hour 2, hour 2, hour 3]", trail.toString());
  }

  private void at(Jumping driver, int hours, Runnable action) {
    Timer t =
        driver
            .turns()
            .timer(
                () -> {
                  trail.add("hour " + TimeUnit.NANOSECONDS.toHours(driver.nanos()));
                  action.run();
                });
    driver.turns().set(t, driver.nanos() + TimeUnit.HOURS.toNanos(hours));
  }

  private static @Nullable Throwable run(OwnDriver driver, Runnable first) {
    return Objects.requireNonNull(driver.begin(first))
        .await(() -> driver.turns().stop());
  }
}
