package monoloop.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final boolean SEVERAL = Runtime.getRuntime().availableProcessors() > 1;

  private final Patience patience = new Patience();

  @Test
  void a_loop_falls_asleep_at_once() {
    assertFalse(patience.pays());
  }

  @Test
  void after_a_short_sleep_that_another_thread_has_ended_the_next_one_is_put_off() {
    patience.woken(Patience.NANOS);
    assertEquals(SEVERAL, patience.pays());
  }

  @Test
  void after_a_long_sleep_the_next_one_follows_at_once() {
    patience.woken(Patience.NANOS);
    patience.woken(1_000_000);
    assertFalse(patience.pays());
  }

  @Test
  void it_is_looked_out_as_long_as_somebody_comes() {
    patience.woken(Patience.NANOS);
    patience.lookedOut(true);
    assertEquals(SEVERAL, patience.pays());
    patience.lookedOut(false);
    assertFalse(patience.pays());
  }
}
