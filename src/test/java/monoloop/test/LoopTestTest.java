package monoloop.test;

import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.Co;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** What a test with a loop is given. */
class LoopTestTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Loop prepared;

  @BeforeEach
  void prepare(Loop loop) {
    prepared = loop;
  }

  @AfterEach
  void look(VirtualTicker ticker) {
    assertTrue(prepared.toString().contains("virtual"), ticker::toString);
  }

  @LoopTest
  void a_test_may_await(Co co, VirtualTicker ticker, Loop loop) throws Exception {
    co.await(sleep(HOUR));

    assertEquals(HOUR, ticker.elapsed());
    assertSame(loop, co.loop());
    assertSame(loop, prepared);
    assertSame(co.task(), Task.current());
  }

  @LoopTest
  void a_test_may_run_a_mono_itself(Loop loop, VirtualTicker ticker) {
    Mono<String> late = async(co -> co.await(sleep(HOUR).thenReturn("late")));

    assertEquals("late", loop.run(late));
    assertEquals(HOUR, ticker.elapsed());
  }

  @LoopTest(autojump = false)
  void a_test_may_move_the_clock(Co co, VirtualTicker ticker) throws Exception {
    Task<Void> sleeper = co.spawn(sleep(HOUR));
    co.await(waitUntilAllBlocked());
    assertEquals(Duration.ZERO, ticker.elapsed());

    ticker.advance(HOUR);
    co.await(waitUntilAllBlocked());

    assertTrue(sleeper.isDone());
  }

  @LoopTest
  void random_numbers_are_the_same_in_every_run(Random random) {
    long seed = "monoloop.test.LoopTestTest.random_numbers_are_the_same_in_every_run".hashCode();

    assertEquals(new Random(seed & 0xffff_ffffL).nextLong(), random.nextLong());
  }

  private static final List<String> ORDERS = new ArrayList<>();

  @RepeatedSchedules(8)
  void tasks_come_in_other_orders(Co co) throws Exception {
    Trail trail = new Trail();
    List<Task<Boolean>> tasks = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      tasks.add(
          co.spawn(
              c -> {
                trail.say(name);
                return true;
              }));
    }
    for (Task<Boolean> task : tasks) {
      co.await(task);
    }

    ORDERS.add(trail.toString());
    assertEquals("a, b, c, d", ORDERS.get(0));
    if (ORDERS.size() == 8) {
      assertNotEquals(1, ORDERS.stream().distinct().count());
    }
  }
}
