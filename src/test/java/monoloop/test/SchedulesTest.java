package monoloop.test;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Deferred;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Other orders of what is ready together. */
class SchedulesTest {
  private final Set<String> orders = new TreeSet<>();

  private static Mono<Boolean> saying(String word, StringBuilder words) {
    return Async.async(
        co -> {
          words.append(word);
          return true;
        });
  }

  /** Three tasks say one letter each. */
  private final Coroutine<Object> letters =
      co -> {
        StringBuilder words = new StringBuilder();
        co.await(gather(saying("a", words), saying("b", words), saying("c", words)));
        orders.add(words.toString());
        return true;
      };

  /** Reads, gives others a turn and writes: an update of another task in between is lost. */
  private static final class Account {
    private int balance;

    Mono<Boolean> add(int amount) {
      return Async.async(
          co -> {
            int before = balance;
            if (before > 0) {
              co.await(checkpoint());
            }
            balance = before + amount;
            return true;
          });
    }
  }

  private static final Coroutine<Object> RACE =
      co -> {
        Account account = new Account();
        account.balance = 0;
        Mono<Boolean> late =
            Async.async(
                c -> {
                  c.await(account.add(1));
                  return c.await(account.add(1));
                });
        co.await(gather(account.add(10), late));
        assertEquals(12, account.balance, "an update was lost");
        return true;
      };

  @Test
  void every_order_is_tried_once() {
    int tried = Schedules.tryAll(1000, letters);

    assertEquals(Set.of("abc", "acb", "bac", "bca", "cab", "cba"), orders);
    assertEquals(6, tried);
  }

  @Test
  void the_usual_order_is_tried_first() {
    assertEquals(1, Schedules.tryAll(1, letters));
    assertEquals(Set.of("abc"), orders);
    assertThrows(IllegalArgumentException.class, () -> Schedules.tryAll(0, letters));
  }

  @Test
  void seeds_find_every_order_and_the_same_one_again() {
    for (int seed = 0; seed < 100; seed++) {
      Schedules.run(letters, Schedules.random(seed));
    }
    assertEquals(6, orders.size());

    orders.clear();
    Schedules.run(letters, Schedules.random(7));
    Schedules.run(letters, Schedules.random(7));
    assertEquals(1, orders.size());
  }

  @Test
  void a_failing_order_is_found_named_and_can_be_replayed() {
    Throwable found =
        assertThrows(AssertionError.class, () -> Schedules.tryAll(1000, RACE));

    String note = found.getSuppressed()[0].toString();
    assertTrue(note.startsWith("the schedule was 1"), note);
    String choices = note.replaceFirst("the schedule was ([\\d.]*)\\. To .*", "$1");
    assertTrue(note.endsWith("Schedules.run(body, Schedules.replay(\"" + choices + "\"))"), note);
    AssertionError again =
        assertThrows(
            AssertionError.class, () -> Schedules.run(RACE, Schedules.replay(choices)));
    assertTrue(again.getMessage().contains("an update was lost"));
    Schedules.run(RACE, Schedules.replay(""));
  }

  @Test
  void tasks_whose_timers_are_due_together_change_places_too() {
    Coroutine<Object> body =
        co -> {
          StringBuilder words = new StringBuilder();
          Mono<Void> second = sleep(Duration.ofSeconds(1));
          co.await(gather(second.then(saying("a", words)), second.then(saying("b", words))));
          orders.add(words.toString());
          return true;
        };

    Schedules.tryAll(1000, body);

    assertEquals(Set.of("ab", "ba"), orders);
  }

  @Test
  void callbacks_keep_their_order() {
    Coroutine<Object> body =
        co -> {
          StringBuilder words = new StringBuilder();
          Deferred<Boolean> last = new Deferred<>();
          co.loop().callSoon(() -> words.append("a"));
          co.spawn(checkpoint());
          co.loop().callSoon(() -> words.append("b"));
          co.spawn(checkpoint());
          co.loop().callSoon(() -> last.complete(true));
          co.await(last);
          co.await(checkpoint());
          co.await(checkpoint());
          orders.add(words.toString());
          return true;
        };

    assertTrue(Schedules.tryAll(1000, body) > 1);
    assertEquals(Set.of("ab"), orders);
  }

  @Test
  void a_task_that_is_left_is_an_error_that_names_it() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                Schedules.tryAll(
                    10, co -> co.spawn("forgotten", sleep(Duration.ofDays(1))).isDone()));

    assertTrue(
        e.getMessage()
            .startsWith(
                "1 task was left when the test had ended. Await or cancel:\n"
                    + "  Task[forgotten, suspended in sleep"),
        e.getMessage());
  }

  @Test
  void a_cancelled_task_has_time_to_end() {
    Schedules.tryAll(
        10,
        co -> {
          var task = co.spawn(sleep(Duration.ofDays(1)));
          co.await(checkpoint());
          return task.cancel();
        });
  }

  @Test
  void an_error_that_nobody_sees_is_an_error() {
    ArithmeticException lost = new ArithmeticException();

    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                Schedules.tryAll(
                    10,
                    co -> {
                      co.loop()
                          .callSoon(
                              () -> {
                                throw lost;
                              });
                      return co.await(checkpoint());
                    }));

    assertSame(lost, e.getCause());
    assertFalse(e.getMessage().isBlank());
  }
}
