package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import monoloop.test.Trail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** A primitive of one's own: letters that are handed to those who wait. */
class WaitQueueTest {
  private final Trail trail = new Trail();
  private final WaitQueue<String> readers = new WaitQueue<>("Box.read");
  private final ArrayDeque<String> letters = new ArrayDeque<>();
  private final List<Task<?>> told = new ArrayList<>();

  private final class Read extends Operation<String> {
    @Override
    protected @Nullable Object attempt() {
      return letters.isEmpty() ? MUST_WAIT : letters.pop();
    }

    @Override
    protected WaitQueue<String> queue() {
      return readers;
    }

    @Override
    protected void undelivered(String letter) {
      trail.say(letter + " comes back");
      told.add(Task.current());
      if (!readers.wake(letter)) {
        letters.push(letter);
      }
    }

    @Override
    protected void abandoned() {
      trail.say("a reader leaves");
    }

    @Override
    public String toString() {
      return "Box.read";
    }
  }

  private Coroutine<Void> reader(String name) {
    return co -> {
      trail.say(name + " reads " + co.await(new Read()));
      return null;
    };
  }

  @Test
  void the_first_in_line_is_served_first() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn("a", reader("a"));
          Task<Void> b = co.spawn(reader("b"));
          co.await(checkpoint());
          assertSame(a, readers.firstTask());
          assertEquals(2, readers.size());
          assertTrue(readers.wake("one"));
          assertTrue(readers.wake("two"));
          assertFalse(readers.wake("three"));
          trail.say("woken");
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("woken, a reads one, b reads two", trail.toString());
    assertTrue(readers.isEmpty());
    assertNull(readers.first());
  }

  @Test
  void some_in_the_line_can_be_served() {
    List<Operation<String>> reads = List.of(new Read(), new Read(), new Read());
    Async.run(
        co -> {
          List<Task<String>> tasks = new ArrayList<>();
          for (Operation<String> read : reads) {
            tasks.add(co.spawn(read));
          }
          co.await(checkpoint());
          int served =
              readers.wakeIf(
                  read -> {
                    if (read == reads.get(2)) {
                      throw new ArithmeticException("bad");
                    }
                    return read == reads.get(1);
                  },
                  "letter");
          trail.say("served " + served + " of 3");
          trail.say(co.await(tasks.get(1)));
          try {
            co.await(tasks.get(2));
          } catch (ArithmeticException e) {
            trail.say(e.getMessage());
          }
          assertSame(reads.get(0), readers.first());
          tasks.get(0).cancel();
          return null;
        });

    assertEquals("served 2 of 3, letter, bad, a reader leaves", trail.toString());
  }

  @Test
  void a_letter_whose_reader_is_cancelled_before_it_reads_goes_to_the_next() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(reader("a"));
          Task<Void> b = co.spawn(reader("b"));
          co.await(checkpoint());
          readers.wake("letter");
          a.cancel();
          co.await(b);
          assertEquals(List.of(a), told);
          return null;
        });

    assertEquals("letter comes back, b reads letter", trail.toString());
  }

  @Test
  void a_reader_that_leaves_takes_nothing() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(reader("a"));
          co.await(checkpoint());
          a.cancel();
          assertFalse(readers.wake("letter"));
          return null;
        });

    assertEquals("a reader leaves", trail.toString());
  }

  @Test
  void a_letter_that_a_subscriber_has_not_asked_for_comes_back_when_it_cancels() {
    Async.run(
        co -> {
          letters.push("letter");
          BaseSubscriber<String> subscriber =
              new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {}
              };
          new Read().subscribe(subscriber);
          co.await(checkpoint());
          trail.say("left: " + letters);
          subscriber.cancel();
          trail.say("left: " + letters);
          return null;
        });

    assertEquals("left: [], letter comes back, left: [letter]", trail.toString());
  }

  @Test
  void a_letter_that_meets_the_cancel_of_another_thread_comes_back() {
    Async.run(
        co -> {
          Disposable subscription = new Read().subscribe(trail::say);
          readers.wake("letter");
          Thread stranger = Thread.ofPlatform().start(subscription::dispose);
          stranger.join(); // its cancel has begun, and reaches the loop after the letter
          co.await(turns(2));
          trail.say("left: " + letters);
          return null;
        });

    assertEquals("letter comes back, left: [letter]", trail.toString());
  }
}
