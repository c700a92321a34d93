package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.waitUntil;

import java.util.List;
import monoloop.CancelledError;
import monoloop.Loop;
import monoloop.Task;
import monoloop.When;
import monoloop.sync.AsyncLock;
import monoloop.sync.Event;
import reactor.core.publisher.Mono;

/** Twins of 176 to 181 and 195: locks and events. */
final class SyncLockTwins extends AsyncTwins {
  /** One task at a time is in the section; the others enter in the order in which they came. */
  @Scenario("176_sync_lock_mutual_exclusion")
  void mutualExclusion() {
    run(
        co -> {
          AsyncLock lock = new AsyncLock();
          co.await(gather(slowUser("a", lock), slowUser("b", lock), slowUser("c", lock)));
          print("locked", lock.isLocked());
          return null;
        });
  }

  private Mono<Void> slowUser(String name, AsyncLock lock) {
    return coro(
        co -> {
          co.await(lock.acquire());
          try {
            print(name, "in");
            co.await(sleep(ms(10)));
            print(name, "out");
          } finally {
            lock.release();
          }
          return null;
        });
  }

  /** Acquiring a free lock gives no control away. */
  @Scenario("177_sync_lock_uncontended_does_not_suspend")
  void uncontendedDoesNotSuspend() {
    run(
        co -> {
          AsyncLock lock = new AsyncLock();
          Mono<Void> other =
              coro(
                  inner -> {
                    print("other runs");
                    return null;
                  });
          Task<Void> t = co.spawn(other);
          print("acquire ->", co.await(lock.acquire()));
          lock.release();
          co.await(lock.acquire());
          try {
            print("inside, other done", t.isDone());
          } finally {
            lock.release();
          }
          co.await(t);
          return null;
        });
  }

  /** A waiter that is cancelled leaves the line. */
  @Scenario("178_sync_lock_cancelled_waiter")
  void cancelledWaiter() {
    run(
        co -> {
          AsyncLock lock = new AsyncLock();
          co.await(lock.acquire());
          Task<Void> a = co.spawn(user("a", lock));
          Task<Void> b = co.spawn(user("b", lock));
          co.await(checkpoint());
          a.cancel();
          co.await(checkpoint());
          lock.release();
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("locked", lock.isLocked());
          return null;
        });
  }

  private Mono<Void> user(String name, AsyncLock lock) {
    return coro(
        co -> {
          try {
            co.await(lock.acquire());
            try {
              print(name, "got it");
            } finally {
              lock.release();
            }
          } catch (CancelledError e) {
            print(name, "cancelled while waiting");
            throw e;
          }
          return null;
        });
  }

  /** A waiter that was chosen and then cancelled passes the lock on. */
  @Scenario("179_sync_lock_cancel_right_after_handover")
  void cancelRightAfterHandover() {
    run(
        co -> {
          AsyncLock lock = new AsyncLock();
          co.await(lock.acquire());
          Task<Void> a = co.spawn(entering("a got it", lock));
          Task<Void> b = co.spawn(entering("b got it", lock));
          co.await(checkpoint());
          lock.release();
          a.cancel();
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("a cancelled", a.isCancelled(), "| locked", lock.isLocked());
          return null;
        });
  }

  private Mono<Void> entering(String what, AsyncLock lock) {
    return coro(
        co -> {
          co.await(lock.acquire());
          try {
            print(what);
          } finally {
            lock.release();
          }
          return null;
        });
  }

  /** Those who wait when it is set are released even if it is cleared at once. */
  @Scenario("180_sync_event_set_then_clear")
  void setThenClear() {
    run(
        co -> {
          Event ev = new Event();
          Task<Void> a = co.spawn(waiter("a", ev));
          co.await(checkpoint());
          ev.set();
          ev.clear();
          Task<Void> b = co.spawn(waiter("b", ev));
          co.await(sleep(ms(10)));
          print("a", a.isDone(), "b", b.isDone());
          ev.set();
          co.await(b);
          return null;
        });
  }

  private Mono<Void> waiter(String name, Event ev) {
    return coro(
        co -> {
          co.await(ev.await());
          print(name, "released, is_set", ev.isSet());
          return null;
        });
  }

  /** A waiter that is cancelled is forgotten. */
  @Scenario("181_sync_event_cancelled_waiter")
  void cancelledWaiterOfAnEvent() {
    run(
        co -> {
          Event ev = new Event();
          Task<Void> a = co.spawn(ev.await());
          Task<Void> b = co.spawn(ev.await());
          co.await(checkpoint());
          a.cancel();
          ev.set();
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("a cancelled", a.isCancelled(), "b", b.result());
          return null;
        });
  }

  /** Releasing switches no task: the waiter runs at its turn. */
  @Scenario("195_sync_lock_handover_trace")
  void handoverTrace() {
    run(
        co -> {
          Loop loop = co.loop();
          AsyncLock lock = new AsyncLock();
          co.await(lock.acquire());
          Task<Void> t = co.spawn(entering("waiter in", lock));
          co.await(checkpoint());
          loop.callSoon(() -> print("callback queued before release"));
          lock.release();
          loop.callSoon(() -> print("callback queued after release"));
          print("still in main");
          co.await(t);
          return null;
        });
  }
}
