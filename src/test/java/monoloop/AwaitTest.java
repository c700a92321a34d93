package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import monoloop.generator.Generator;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What can be awaited, and when awaiting suspends. */
class AwaitTest {

  @Test
  void await_gives_the_value_of_a_mono() {
    String got =
        Async.run(
            co -> {
              Integer scalar = co.await(Mono.just(1));
              Integer hidden = co.await(Mono.just(2).hide());
              Integer called = co.await(Mono.fromCallable(() -> 3));
              Integer elsewhere = co.await(Mono.just(4).publishOn(Schedulers.parallel()));
              return scalar + " " + hidden + " " + called + " " + elsewhere;
            });

    assertEquals("1 2 3 4", got);
  }

  @Test
  void await_gives_null_for_an_empty_mono() {
    Async.run(
        co -> {
          assertNull(co.await(Mono.empty()));
          assertNull(co.await(Mono.empty().hide()));
          assertNull(co.await(Flux.empty().hide()));
          assertNull(co.await(Mono.delay(Duration.ofMillis(1)).then()));
          return null;
        });
  }

  @Test
  void await_throws_the_error_as_it_is() {
    IOException broken = new IOException("broken");

    Async.run(
        co -> {
          assertSame(broken, co.await(caught(Mono.error(broken))));
          assertSame(broken, co.await(caught(Mono.error(broken).hide())));
          assertSame(
              broken, co.await(caught(Mono.error(broken).delaySubscription(checkpoint()))));
          assertSame(
              broken,
              co.await(
                  caught(
                      Mono.fromCallable(
                          () -> {
                            throw broken;
                          }))));
          return null;
        });
  }

  private static Mono<Throwable> caught(Mono<?> mono) {
    return async(
        co -> {
          try {
            co.await(mono);
            return null;
          } catch (Exception e) {
            return e;
          }
        });
  }

  @Test
  void a_mono_that_completes_at_once_takes_no_turn() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          co.await(Mono.just(1).hide());
          co.await(Mono.fromRunnable(() -> trail.say("mono")));
          co.await(
              async(
                  inner -> {
                    trail.say("coroutine");
                    return null;
                  }));
          co.await(checkpoint());
          trail.say("one turn later");
          return null;
        });

    assertEquals("mono, coroutine, callback, one turn later", trail.toString());
  }

  @Test
  void a_coroutine_that_is_awaited_runs_in_the_same_task() {
    Async.run(
        co -> {
          assertSame(co.task(), co.await(async(inner -> inner.task())));
          return null;
        });
  }

  @Test
  void a_mono_is_subscribed_to_on_the_loops_thread() {
    Async.run(
        co -> {
          Loop loop = co.loop();
          Boolean onLoop =
              co.await(
                  Mono.defer(() -> Mono.just(loop == Loop.current() && loop.isCurrent())));
          assertEquals(true, onLoop);
          return null;
        });
  }

  @Test
  void a_deep_chain_of_coroutines_needs_no_stack() {
    Integer reached = Async.run(co -> co.await(depth(50_000)));

    assertEquals(50_000, reached);
  }

  private static Mono<Integer> depth(int n) {
    if (n == 0) {
      return async(
          co -> {
            co.await(checkpoint());
            return 0;
          });
    }
    return new Deep(n);
  }

  /** One frame of a chain, made by hand: the thread engine would need 50 000 threads. */
  private static final class Deep extends Awaitable<Integer> {
    private final int n;

    Deep(int n) {
      this.n = n;
    }

    @Override
    Object await(CoroutineFrame frame) {
      return frame.inline(new DeepFrame(n));
    }
  }

  private static final class DeepFrame extends CoroutineFrame {
    private final int n;

    DeepFrame(int n) {
      this.n = n;
    }

    @Override
    protected Object resume(Object sent, Throwable thrown) throws Throwable {
      if (thrown != null) {
        throw thrown;
      }
      if (state == 0) {
        state = 1;
        return await((Object) depth(n - 1));
      }
      state = DONE;
      return (Integer) sent + 1;
    }
  }

  @Test
  void await_takes_the_first_element_of_a_publisher_and_cancels_it() {
    Trail trail = new Trail();
    Flux<Integer> numbers =
        Flux.range(1, 5)
            .hide()
            .doOnRequest(n -> trail.say("requested " + n))
            .doOnCancel(() -> trail.say("cancelled"));

    Async.run(
        co -> {
          Publisher<Integer> publisher = numbers;
          trail.say("got " + co.await(publisher));
          return null;
        });

    assertEquals("requested 1, cancelled, got 1", trail.toString());
  }

  @Test
  void await_gives_the_result_of_a_stage() {
    CompletableFuture<String> done = CompletableFuture.completedFuture("at once");
    CompletionStage<String> later =
        CompletableFuture.supplyAsync(() -> "later").thenApply(s -> s + " on");

    assertEquals(
        "at once, later on", Async.run(co -> co.await(done) + ", " + co.await(later)));
  }

  @Test
  void await_unwraps_the_error_of_a_stage() {
    IOException broken = new IOException("broken");
    CompletionStage<Object> stage =
        CompletableFuture.failedFuture(broken).thenApply(x -> x).thenApply(x -> x);

    Object caught =
        Async.run(
            co -> {
              try {
                return co.await(stage);
              } catch (IOException e) {
                return e;
              }
            });

    assertSame(broken, caught);
  }

  @Test
  void await_refuses_null() {
    NullPointerException e =
        assertThrows(
            NullPointerException.class, () -> Async.run(co -> co.await((Mono<Object>) null)));

    assertEquals("Task[Task-1, running] cannot await null", e.getMessage());
  }

  @Test
  void a_value_from_another_thread_wakes_the_task() {
    Sinks.One<String> sink = Sinks.one();

    String got =
        Async.run(
            co -> {
              Thread other = new Thread(() -> sink.tryEmitValue("from elsewhere"));
              co.loop().callSoon(other::start);
              return co.await(sink.asMono()) + ", on the loop: " + co.loop().isCurrent();
            });

    assertEquals("from elsewhere, on the loop: true", got);
  }

  @Test
  void a_value_from_another_task_wakes_the_task_in_a_later_turn() {
    Trail trail = new Trail();
    Sinks.One<String> sink = Sinks.one();

    Async.run(
        co -> {
          co.spawn(
              inner -> {
                sink.tryEmitValue("value");
                trail.say("emitted");
                return null;
              });
          trail.say(co.await(sink.asMono()));
          return null;
        });

    assertEquals("emitted, value", trail.toString());
  }

  @Test
  void the_trace_of_an_error_shows_every_line_that_awaits_it() {
    IOException error =
        (IOException) Async.run(co -> co.await(caught(async(inner -> inner.await(failing())))));

    String trace = Arrays.toString(error.getStackTrace());
    assertTrue(trace.contains("AwaitTest"), trace);
    long lines =
        Arrays.stream(error.getStackTrace())
            .filter(e -> "AwaitTest.java".equals(e.getFileName()))
            .map(StackTraceElement::getLineNumber)
            .distinct()
            .count();
    assertTrue(lines >= 3, "created, awaited, awaited: " + trace);
  }

  private static Mono<Object> failing() {
    return Mono.delay(Duration.ofMillis(1)).then(Mono.defer(AwaitTest::broken));
  }

  private static Mono<Object> broken() {
    return Mono.error(new IOException("broken"));
  }

  @Test
  void the_trace_does_not_grow_when_an_error_is_awaited_again() {
    Async.run(
        co -> {
          Task<Object> bad =
              co.spawn(
                  inner -> {
                    throw new IOException("broken");
                  });
          int length = 0;
          for (int i = 0; i < 5; i++) {
            try {
              co.await(bad);
            } catch (IOException e) {
              if (i > 1) {
                assertEquals(length, e.getStackTrace().length);
              }
              length = e.getStackTrace().length;
            }
          }
          return null;
        });
  }

  @Test
  void a_stop_iteration_cannot_leave_a_coroutine() {
    Generator<Object, Object, Object> empty = Generator.of(out -> null);

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Async.run(co -> empty.next()));

    assertEquals("coroutine raised StopIteration", e.getMessage());
  }

  @Test
  void a_checkpoint_is_one_turn_and_so_is_a_sleep_that_is_not_positive() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<Object> clock =
              co.spawn(
                  inner -> {
                    for (int i = 0; i < 3; i++) {
                      trail.say("turn");
                      inner.await(checkpoint());
                    }
                    return null;
                  });
          co.await(checkpoint());
          trail.say("checkpoint");
          co.await(sleep(Duration.ZERO));
          trail.say("zero");
          co.await(sleep(Duration.ofSeconds(-1)));
          trail.say("negative");
          co.await(clock);
          return null;
        });

    assertEquals("turn, checkpoint, turn, zero, turn, negative", trail.toString());
  }

  @Test
  void sleepers_wake_by_deadline_and_equal_ones_in_order() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<Object> c = co.spawn(nap("c", 30, trail));
          Task<Object> a = co.spawn(nap("a", 1, trail));
          Task<Object> b = co.spawn(nap("b", 15, trail));
          co.await(c);
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("a, b, c", trail.toString());
  }

  private static Coroutine<Object> nap(String name, int millis, Trail trail) {
    return co -> {
      co.await(sleep(Duration.ofMillis(millis)));
      trail.say(name);
      return null;
    };
  }

  @Test
  void the_longest_sleep_does_not_overflow() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(inner -> inner.await(sleep(Duration.ofSeconds(Long.MAX_VALUE))));
          co.await(sleep(Duration.ofMillis(2)));
          assertTrue(task.cancel());
          return null;
        });
  }

  @Test
  void sleep_is_a_mono_anywhere() {
    assertNull(sleep(Duration.ofMillis(1)).block(Duration.ofSeconds(5)));
    assertEquals("then", sleep(Duration.ofMillis(1)).thenReturn("then").block());
  }

  @Test
  void block_inside_a_coroutine_is_refused() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Async.run(co -> sleep(Duration.ofMillis(1)).thenReturn(1).block()));

    assertTrue(e.getMessage().contains("blocking"), e.getMessage());
  }

  @Test
  void a_handle_used_by_another_coroutine_is_refused() {
    assertThrows(
        IllegalStateException.class,
        () -> Async.run(co -> co.await(async(inner -> co.await(checkpoint())))));
  }
}
