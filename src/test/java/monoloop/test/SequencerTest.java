package monoloop.test;

import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import monoloop.Async;
import monoloop.Co;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** Blocks of several tasks run in the order of their numbers. */
class SequencerTest {
  private final Sequencer sequencer = new Sequencer();
  private final Trail trail = new Trail();

  private Mono<Boolean> says(int number) {
    return sequencer.block(
        number,
        co -> {
          trail.say("begin " + number);
          co.await(sleep(Duration.ofSeconds(1)));
          trail.say("end " + number);
          return true;
        });
  }

  /** Says two numbers, one after the other. */
  private Mono<Boolean> says(int first, int second) {
    Mono<Boolean> a = says(first);
    Mono<Boolean> b = says(second);
    return Async.async(
        co -> {
          co.await(a);
          return co.await(b);
        });
  }

  @RepeatedSchedules(20)
  void a_block_begins_when_the_one_before_has_ended(Co co) throws Exception {
    co.await(gather(says(1, 3), says(0, 2)));

    assertEquals(
        "begin 0, end 0, begin 1, end 1, begin 2, end 2, begin 3, end 3", trail.toString());
    assertEquals("Sequencer[next 4]", sequencer.toString());
  }

  @LoopTest
  void a_block_that_fails_lets_the_next_one_begin(Co co) throws Exception {
    Task<Boolean> second = co.spawn(says(1));

    assertThrows(
        ArithmeticException.class,
        () ->
            co.await(
                sequencer.block(
                    0,
                    c -> {
                      throw new ArithmeticException();
                    })));
    co.await(second);

    assertEquals("begin 1, end 1", trail.toString());
  }

  @LoopTest
  void a_number_may_be_used_once(Co co) throws Exception {
    co.await(says(0));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(says(0)));

    assertEquals(
        "block 0 of Sequencer[next 1] has been used. Number each one once", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> says(-1));
  }

  @LoopTest
  void nobody_waits_for_the_turn_of_a_cancelled_task(Co co) throws Exception {
    Task<Boolean> first = co.spawn(says(1));
    Task<Boolean> second = co.spawn(says(2));
    co.await(waitUntilAllBlocked());

    first.cancel();

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(second));
    assertEquals(
        "Sequencer[broken] runs no more blocks: a task was cancelled while it waited for its turn",
        e.getMessage());
    assertThrows(IllegalStateException.class, () -> co.await(says(0)));
  }
}
