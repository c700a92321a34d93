package monoloop.test;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.CancelledError;
import monoloop.Coroutine;
import monoloop.Deferred;
import monoloop.Task;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What a body does when one of its awaits does not end well. */
class AwaitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicInteger open = new AtomicInteger();

  /** Four awaits, two of them in a coroutine that it awaits. */
  private Coroutine<Object> careful() {
    Mono<Boolean> inner =
        async(
            co -> {
              co.await(sleep(SECOND));
              co.await(checkpoint());
              return true;
            });
    return co -> {
      open.incrementAndGet();
      try {
        co.await(sleep(SECOND));
        co.await(inner);
        Task<Void> child = co.spawn(sleep(SECOND));
        co.await(child);
      } finally {
        open.decrementAndGet();
      }
      return true;
    };
  }

  @Test
  void a_body_that_cleans_up_passes_at_every_await() {
    assertEquals(4, Awaits.cancelAtEach(careful(), () -> assertEquals(0, open.get())));
  }

  @Test
  void the_await_after_which_something_is_wrong_is_named() {
    Coroutine<Object> careless =
        co -> {
          co.await(checkpoint());
          open.incrementAndGet();
          co.await(sleep(SECOND));
          open.decrementAndGet();
          return true;
        };

    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> Awaits.cancelAtEach(careless, () -> assertEquals(0, open.get())));

    assertTrue(
        e.getMessage().startsWith("cancelled at await 2, Task[body, suspended in sleep"),
        e.getMessage());
  }

  @Test
  void a_task_that_outlives_a_cancelled_body_is_found() {
    Coroutine<Object> careless =
        co -> {
          Task<Void> child = co.spawn("child", sleep(SECOND));
          co.await(checkpoint());
          return co.await(child);
        };

    AssertionError e =
        assertThrows(AssertionError.class, () -> Awaits.cancelAtEach(careless));

    assertTrue(e.getMessage().startsWith("cancelled at await 1, "), e.getMessage());
    assertTrue(e.getMessage().contains("Task[child, suspended in sleep"), e.getMessage());
  }

  @Test
  void a_body_that_waits_for_ever_when_cancelled_is_found() {
    Coroutine<Object> stubborn =
        co -> {
          try {
            return co.await(sleep(SECOND));
          } catch (CancelledError e) {
            return co.await(new Deferred<Object>());
          }
        };

    AssertionError e =
        assertThrows(AssertionError.class, () -> Awaits.cancelAtEach(stubborn));

    assertTrue(e.getMessage().contains("would wait for ever"), e.getMessage());
  }

  @Test
  void a_body_that_turns_a_cancel_into_an_error_is_found() {
    Coroutine<Object> rude =
        co -> {
          try {
            return co.await(sleep(SECOND));
          } finally {
            if (co.task().cancelling() > 0) {
              throw new IOException("cannot clean up");
            }
          }
        };

    AssertionError e = assertThrows(AssertionError.class, () -> Awaits.cancelAtEach(rude));

    assertInstanceOf(IOException.class, e.getCause());
  }

  @Test
  void an_assertion_that_fails_because_an_await_did_is_seen() {
    Coroutine<Object> wrong =
        co -> {
          int slept = 0;
          try {
            co.await(sleep(SECOND));
            slept = 1;
          } catch (IOException e) {
            co.await(checkpoint());
          }
          assertEquals(1, slept);
          return true;
        };

    AssertionError e =
        assertThrows(AssertionError.class, () -> Awaits.failAtEach(wrong, IOException::new));
    AssertionError inGroup =
        assertThrows(
            AssertionError.class,
            () ->
                Awaits.failAtEach(
                    co -> co.await(taskGroup((in, group) -> in.await(async(wrong)))),
                    IOException::new));

    assertTrue(e.getMessage().startsWith("failed at await 1"), e::getMessage);
    assertTrue(inGroup.getMessage().contains("1 failure"), inGroup::getMessage);
  }

  @Test
  void every_await_can_fail() {
    AtomicInteger caught = new AtomicInteger();
    Coroutine<Object> trying =
        co -> {
          try {
            co.await(sleep(SECOND));
            co.await(checkpoint());
            Task<Void> child = co.spawn(sleep(SECOND));
            try {
              co.await(child);
            } finally {
              child.cancel();
            }
            AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
            AsyncLock lock = new AsyncLock();
            co.await(lock.acquire());
            try {
              Task<Integer> putter = co.spawn(c -> c.await(queue.put(1).thenReturn(1)));
              try {
                co.await(queue.take());
                co.await(putter);
              } finally {
                putter.cancel();
              }
            } finally {
              lock.release();
            }
            co.await(Mono.delay(SECOND, co.loop()));
            co.await(gather(sleep(SECOND), sleep(SECOND)));
          } catch (IOException e) {
            caught.incrementAndGet();
          }
          return true;
        };

    int awaits = Awaits.failAtEach(trying, () -> new IOException("broken"));

    assertEquals(6, awaits);
    assertEquals(5, caught.get(), "all but the gather, which waits for others to fail");
  }

  @Test
  void what_a_failed_await_did_not_take_is_still_there() {
    AtomicInteger here = new AtomicInteger();

    int awaits =
        Awaits.failAtEach(
            co -> {
              AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
              Task<Boolean> putter =
                  co.spawn(
                      c -> {
                        c.await(sleep(SECOND));
                        return queue.tryPut(7);
                      });
              int taken = 0;
              try {
                co.await(queue.take());
                taken = 1;
              } catch (IOException e) {
                co.await(putter);
              }
              here.set(taken + queue.size());
              return true;
            },
            IOException::new,
            () -> assertEquals(1, here.get()));

    assertEquals(1, awaits);
  }
}
