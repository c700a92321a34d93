package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** What a generator is to its driver, beyond the scenarios of the conformance suite. */
class GeneratorTest {
  private final List<String> trace = new ArrayList<>();

  private Generator<Integer, Void, String> upTo(int end) {
    return Generator.of(
        out -> {
          try {
            for (int i = 1; i <= end; i++) {
              out.yield(i);
            }
            return "done";
          } finally {
            trace.add("cleanup");
          }
        });
  }

  @Nested
  class AsAnIterator {

    @Test
    void has_next_takes_one_step_however_often_it_is_asked() {
      Generator<Integer, Void, String> g = upTo(2);
      Iterator<Integer> items = g.iterator();

      assertTrue(items.hasNext());
      assertTrue(items.hasNext());
      assertEquals(1, items.next());
      assertEquals(2, g.next());
      assertFalse(items.hasNext());
      assertFalse(items.hasNext());
    }

    @Test
    void next_works_without_has_next_and_fails_at_the_end() {
      Iterator<Integer> items = upTo(1).iterator();

      assertEquals(1, items.next());
      assertThrows(NoSuchElementException.class, items::next);
      assertThrows(NoSuchElementException.class, items::next);
    }

    @Test
    void iterators_share_the_one_pass() {
      Generator<Integer, Void, String> g = upTo(3);
      Iterator<Integer> a = g.iterator();
      Iterator<Integer> b = g.iterator();

      assertNotSame(a, b);
      assertEquals(List.of(1, 2, 3), List.of(a.next(), b.next(), a.next()));
    }

    @Test
    void an_error_of_the_body_comes_out_of_the_loop_and_ends_it() {
      Generator<Integer, Void, Void> g =
          Generator.of(
              out -> {
                out.yield(1);
                throw new IllegalArgumentException("bad");
              });
      Iterator<Integer> items = g.iterator();

      items.next();
      assertThrows(IllegalArgumentException.class, items::hasNext);
      assertFalse(items.hasNext());
    }
  }

  @Nested
  class AsAStream {

    @Test
    void pulls_no_more_than_is_asked_for() {
      Generator<Integer, Void, String> g = upTo(9);

      assertEquals(List.of(1, 2, 3), g.stream().limit(3).toList());
      assertEquals(4, g.next());
    }

    @Test
    void closing_the_stream_closes_the_generator() {
      Generator<Integer, Void, String> g = upTo(9);

      try (Stream<Integer> items = g.stream()) {
        assertEquals(1, items.iterator().next());
      }

      assertEquals(List.of("cleanup"), trace);
      assertEquals(GeneratorState.CLOSED, g.state());
    }
  }

  @Nested
  class WhatItSays {
    private Generator<Object, Object, Object> self;

    @Test
    void the_words_of_the_four_states() {
      self =
          Generator.of(
              out -> {
                trace.add(self.toString());
                out.yield(null);
                return null;
              });

      assertEquals("Generator[created]", self.toString());
      self.next();
      assertEquals(List.of("Generator[running]"), trace);
      assertTrue(self.toString().startsWith("Generator[suspended at "), self.toString());
      assertTrue(self.toString().contains("GeneratorTest.java"), self.toString());
      self.close();
      assertEquals("Generator[closed]", self.toString());
    }

    @Test
    void a_value_sent_too_early_tells_what_to_do() {
      Generator<Object, Object, Object> g = Generator.of(out -> out.yield(null));

      assertEquals(
          "send(value) needs a generator that waits at a yield, but Generator[created] has not"
              + " started. Call next() first",
          assertThrows(IllegalStateException.class, () -> g.send(1)).getMessage());
    }

    @Test
    void a_body_that_ignores_the_exit_is_named() {
      Generator<Object, Object, Object> g =
          Generator.of(
              out -> {
                try {
                  return out.yield(null);
                } catch (GeneratorExit e) {
                  return out.yield(null);
                }
              });
      g.next();

      String message = assertThrows(IllegalStateException.class, g::close).getMessage();
      assertTrue(message.startsWith("Generator[suspended"), message);
      assertTrue(message.contains("ignored GeneratorExit"), message);
    }

    @Test
    void raising_nothing_is_refused_and_changes_nothing() {
      Generator<Integer, Void, String> g = upTo(2);
      g.next();

      assertThrows(NullPointerException.class, () -> g.raise(null));
      assertEquals(2, g.next());
    }

    @Test
    void a_body_is_required() {
      GeneratorBody<Object, Object, Object> none = null;

      assertThrows(NullPointerException.class, () -> Generator.of(none));
    }
  }

  @Nested
  class Closing {
    private Generator<Object, Object, Object> self;

    @Test
    void closing_a_fresh_one_runs_nothing() {
      Generator<Integer, Void, String> g = upTo(2);

      assertNull(g.closeAndGet());
      assertEquals(List.of(), trace);
      assertEquals(new Step.Returned<>(null), g.tryNext());
    }

    @Test
    void closing_from_inside_the_body_is_refused() {
      self =
          Generator.of(
              out -> {
                assertThrows(IllegalStateException.class, self::close);
                return out.yield("alive");
              });

      assertEquals("alive", self.next());
    }

    @Test
    void a_try_block_closes_it() {
      try (Generator<Integer, Void, String> g = upTo(2)) {
        g.next();
      }

      assertEquals(List.of("cleanup"), trace);
    }

    @Test
    void the_exit_is_an_error_without_a_trace() {
      GeneratorExit exit = new GeneratorExit();

      assertEquals(0, exit.getStackTrace().length);
      assertEquals("the generator is being closed", exit.getMessage());
    }
  }

  @Nested
  class TheHandle {

    @Test
    void of_another_body_cannot_suspend() {
      Generator<Object, Object, Object> outer =
          Generator.of(
              out -> {
                Generator<Object, Object, Object> inner =
                    Generator.of(in -> out.yield("not mine"));
                assertThrows(IllegalStateException.class, inner::next);
                return out.yield("mine");
              });

      assertEquals("mine", outer.next());
    }

    @Test
    void is_of_no_use_to_the_driver() {
      List<Yielder<Object, Object>> kept = new ArrayList<>();
      Generator<Object, Object, Object> g =
          Generator.of(
              out -> {
                kept.add(out);
                return out.yield("first");
              });
      g.next();

      assertThrows(IllegalStateException.class, () -> kept.getFirst().yield("not from here"));
      assertEquals(new Step.Returned<>("sent"), g.trySend("sent"));
    }

    @Test
    void is_of_no_use_after_the_body_has_ended() {
      List<Yielder<Object, Object>> kept = new ArrayList<>();
      Generator<Object, Object, Object> g =
          Generator.of(
              out -> {
                kept.add(out);
                return null;
              });
      g.tryNext();

      assertThrows(IllegalStateException.class, () -> kept.getFirst().yield("late"));
    }
  }

  @Test
  void a_step_by_hand_does_not_go_to_the_subscriber_of_an_outer_generator() {
    Generator<Integer, Void, String> inner = upTo(9);
    Flux<Integer> flux = Generator.flux(() -> Generator.of(out -> out.yieldFrom(inner)));
    List<Integer> received = new ArrayList<>();
    BaseSubscriber<Integer> subscriber =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(2);
          }

          @Override
          protected void hookOnNext(Integer value) {
            received.add(value);
          }
        };
    flux.subscribe(subscriber);

    assertEquals(3, inner.next());
    subscriber.request(1);

    assertEquals(List.of(1, 2, 4), received);
  }

  @Nested
  class SeveralThreads {

    @Test
    void may_take_turns() throws Exception {
      Generator<Integer, Void, String> g = upTo(3);

      assertEquals(1, g.next());
      assertEquals(2, CompletableFuture.supplyAsync(g::next).get());
      assertEquals(3, g.next());
    }

    @Test
    void cannot_step_at_once_and_the_second_does_not_wait() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      Generator<String, Void, Void> g =
          Generator.of(
              out -> {
                running.countDown();
                goOn.await();
                out.yield("undisturbed");
                return null;
              });
      CompletableFuture<String> step = CompletableFuture.supplyAsync(g::next);
      running.await();

      assertEquals(GeneratorState.RUNNING, g.state());
      assertThrows(IllegalStateException.class, g::next);
      assertThrows(IllegalStateException.class, g::close);
      goOn.countDown();
      assertEquals("undisturbed", step.get());
    }
  }

  @Test
  void what_was_raised_arrives_as_the_same_object() {
    Exception checked = new Exception("checked");
    Generator<Object, Object, Exception> g =
        Generator.of(
            out -> {
              try {
                out.yield(null);
                return null;
              } catch (Exception e) {
                return e;
              }
            });
    g.next();

    assertSame(checked, assertThrows(StopIteration.class, () -> g.raise(checked)).value());
  }
}
