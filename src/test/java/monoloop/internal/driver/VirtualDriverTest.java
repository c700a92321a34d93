package monoloop.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A driver whose clock goes to the next deadline when nothing is ready. */
class VirtualDriverTest {
  private final List<String> trail = new ArrayList<>();

  /** Awaits nothing from outside. */
  private static final class Alone implements VirtualDriver.Waits {
    @Override
    public boolean onOthers() {
      return false;
    }

    @Override
    public @Nullable RuntimeException forEver() {
      return null;
    }
  }

  @Test
  void hours_pass_in_no_time_and_in_order() {
    VirtualDriver driver =
        new VirtualDriver(new NoOwner(), new Alone(), "jumping", new VirtualTime(true));
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

  private void at(VirtualDriver driver, int hours, Runnable action) {
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
