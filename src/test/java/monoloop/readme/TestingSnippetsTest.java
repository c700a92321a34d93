package monoloop.readme;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.sleep;
import static monoloop.Async.timeout;
import static monoloop.readme.CoroutineSnippets.ticks;
import static monoloop.readme.CoroutineSnippets.withRetry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.io.ByteStream;
import monoloop.io.StreamPair;
import monoloop.sync.AsyncLock;
import monoloop.test.Awaits;
import monoloop.test.LoopTest;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How a program that uses the library is tested. */
class TestingSnippetsTest {

  // @start region="testing"
  @Test
  void gives_up_after_three_attempts() {
    StepVerifier.create(withRetry(Mono.error(new IOException("no route"))))
        .expectErrorMessage("no route")
        .verify(ofSeconds(5));
  }

  @Test
  void ticks_only_when_asked() {
    StepVerifier.create(ticks(1000), 2)
        .expectNext(1L, 2L)
        .thenCancel()                                   // the body's finally blocks run
        .verify(ofSeconds(5));
  }
  // @end

  // @start region="virtual-time"
  @LoopTest
  void gives_up_after_an_hour(Co co, VirtualTicker clock) throws Exception {
    Task<String> answer = co.spawn(timeout(ofHours(1), c -> c.await(Mono.never())));

    assertThrows(TimeoutException.class, () -> co.await(answer));
    assertEquals(ofHours(1), clock.elapsed());          // and no time has passed
  }
  // @end

  // @start region="pair"
  @LoopTest
  void an_echo_server_without_a_socket(Co co) throws Exception {
    StreamPair pair = ByteStream.pair();
    Task<Void> server = co.spawn(c -> {
      for (String line; (line = c.await(pair.right().readLine())) != null; ) {
        pair.right().write(line + "\n");
      }
      return null;
    });
    pair.left().write("hello\n");
    pair.left().shutdownOutput();

    assertEquals("hello", co.await(pair.left().readLine()));
    co.await(server);
  }
  // @end

  // @start region="step-verifier-time"
  @Test
  void ticks_every_ten_milliseconds() {
    StepVerifier.withVirtualTime(
            () -> ticks(1000).subscribeOn(Loop.onScheduler(VirtualTimeScheduler.get())))
        .thenAwait(ofMillis(20))
        .expectNext(1L, 2L)
        .thenCancel()
        .verify(ofSeconds(5));
  }
  // @end

  // @start region="schedules"
  @RepeatedSchedules(50)
  void the_waiter_wakes_after_the_setter(Co co) throws Exception {
    Trail trail = new Trail();
    Deferred<String> word = new Deferred<>();
    Task<?> waiter = co.spawn(c -> { c.await(word); trail.say("a wakes"); return true; });
    Task<?> setter = co.spawn(c -> { trail.say("b sets"); word.complete("go"); return true; });
    co.await(waiter);

    assertTrue(setter.isDone());
    assertEquals("b sets, a wakes", trail.toString());
  }
  // @end

  // @start region="cancel-at-each"
  @Test
  void gives_the_lock_back_wherever_it_is_cancelled() {
    boolean[] locked = new boolean[1];

    int awaits = Awaits.cancelAtEach(co -> {
      AsyncLock lock = new AsyncLock();
      co.await(lock.acquire());
      try {
        co.await(sleep(ofSeconds(1)));
        co.await(sleep(ofSeconds(1)));
      } finally {
        lock.release();
        locked[0] = lock.isLocked();
      }
      return true;
    }, () -> assertFalse(locked[0]));

    assertEquals(2, awaits);
  }
  // @end
}
