package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.waitFor;
import static monoloop.Async.waitUntil;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import monoloop.Task;
import monoloop.When;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Barrier;
import reactor.core.publisher.Mono;

/** Twins of 188 to 194 and 196: semaphores and barriers. */
final class SyncBarrierTwins extends AsyncTwins {
  /** A newcomer does not overtake a waiter that was served but has not run. */
  @Scenario("188_sync_semaphore_fifo_no_overtaking")
  void fifoNoOvertaking() {
    run(
        co -> {
          AsyncSemaphore sem = new AsyncSemaphore(0);
          Task<Void> first = co.spawn(acquiring("first", sem));
          Task<Void> second = co.spawn(acquiring("second", sem));
          co.await(checkpoint());
          sem.release();
          print("locked for a newcomer", sem.available() == 0);
          Task<Void> newcomer = co.spawn(acquiring("newcomer", sem));
          co.await(checkpoint());
          sem.release();
          sem.release();
          co.await(gather(first, second, newcomer));
          return null;
        });
  }

  private Mono<Void> acquiring(String what, AsyncSemaphore sem) {
    return coro(
        co -> {
          co.await(sem.acquire());
          print(what);
          return null;
        });
  }

  /** The permit of a waiter that is cancelled before it runs goes to the next. */
  @Scenario("189_sync_semaphore_cancel_after_wakeup")
  void cancelAfterWakeup() {
    run(
        co -> {
          AsyncSemaphore sem = new AsyncSemaphore(0);
          Task<Void> a = co.spawn(acquiring("a in", sem));
          Task<Void> b = co.spawn(acquiring("b in", sem));
          co.await(checkpoint());
          sem.release();
          a.cancel();
          int pending =
              co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED, ms(5000))).pending().size();
          print(
              "a cancelled", a.isCancelled(), "pending", pending, "locked", sem.available() == 0);
          return null;
        });
  }

  /** All pass once the last one has come, who does not wait. */
  @Scenario("190_sync_barrier_releases_together")
  void releasesTogether() {
    run(
        co -> {
          Barrier b = new Barrier(3);
          List<Integer> out = new ArrayList<>();
          co.await(gather(arriving("x", b, out), arriving("y", b, out), arriving("z", b, out)));
          out.sort(null);
          print("indexes", out, "waiting", b.waiting(), "parties", b.parties());
          return null;
        });
  }

  private Mono<Void> arriving(String name, Barrier b, List<Integer> out) {
    return coro(
        co -> {
          print(name, "arrives, waiting", b.waiting());
          out.add(co.await(b.await()));
          print(name, "passes");
          return null;
        });
  }

  /** It serves round after round. */
  @Scenario("191_sync_barrier_reusable")
  void reusable() {
    run(
        co -> {
          Barrier b = new Barrier(3);
          co.await(gather(worker(0, b), worker(1, b), worker(2, b)));
          print("broken", b.isBroken());
          return null;
        });
  }

  private Mono<Void> worker(int n, Barrier b) {
    return coro(
        co -> {
          for (int round = 1; round <= 2; round++) {
            co.await(sleep(ms(n * 50)));
            int position = co.await(b.await());
            if (position == 0) {
              print("round", round, "one chosen task reports");
            }
          }
          return null;
        });
  }

  /** A reset throws out who waits; the barrier is usable again at once. */
  @Scenario("192_sync_barrier_reset")
  void reset() {
    run(
        co -> {
          Barrier b = new Barrier(2);
          Task<Void> t = co.spawn(party("a", "thrown out", b));
          co.await(sleep(ms(10)));
          b.reset();
          co.await(t);
          print("broken", b.isBroken());
          co.await(gather(party("b", "thrown out", b), party("c", "thrown out", b)));
          return null;
        });
  }

  private Mono<Void> party(String name, String broken, Barrier b) {
    return coro(
        co -> {
          try {
            co.await(b.await());
            print(name, "passed");
          } catch (BrokenBarrierException e) {
            print(name, broken);
          }
          return null;
        });
  }

  /** An abort breaks it until it is reset. */
  @Scenario("193_sync_barrier_abort")
  void abort() {
    run(
        co -> {
          Barrier b = new Barrier(2);
          Task<Void> t = co.spawn(party("a", "broken", b));
          co.await(sleep(ms(10)));
          b.abort();
          co.await(t);
          co.await(party("late", "broken", b));
          print("state broken", b.isBroken());
          b.reset();
          co.await(gather(party("c", "broken", b), party("d", "broken", b)));
          return null;
        });
  }

  /** A task that is cancelled while it waits leaves. */
  @Scenario("194_sync_barrier_cancelled_party")
  void cancelledParty() {
    run(
        co -> {
          Barrier b = new Barrier(2);
          Task<Void> t = co.spawn(party("a", "broken", b));
          co.await(checkpoint());
          print("waiting", b.waiting());
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("waiting", b.waiting(), "broken", b.isBroken());
          co.await(gather(party("b", "broken", b), party("c", "broken", b)));
          return null;
        });
  }

  /** A wait that times out takes no permit. */
  @Scenario("196_sync_semaphore_timeout_does_not_leak")
  void timeoutDoesNotLeak() {
    run(
        co -> {
          AsyncSemaphore sem = new AsyncSemaphore(1);
          co.await(sem.acquire());
          for (int i = 0; i < 2; i++) {
            try {
              co.await(waitFor(sem.acquire(), ms(10)));
            } catch (TimeoutException e) {
              print("timed out");
            }
          }
          sem.release();
          print("locked", sem.available() == 0);
          co.await(sem.acquire());
          try {
            print("inside, locked", sem.available() == 0);
          } finally {
            sem.release();
          }
          print("locked", sem.available() == 0);
          return null;
        });
  }
}
