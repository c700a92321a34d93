package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.waitFor;
import static monoloop.Async.waitUntil;

import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Task;
import monoloop.When;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import reactor.core.publisher.Mono;

/** Twins of 182 to 187: conditions. */
final class SyncConditionTwins extends AsyncTwins {
  /** A variable of program 185 that its predicate reads. */
  private int n;

  /** A signal wakes the task that waits longest; it goes on once the lock is free. */
  @Scenario("182_sync_condition_notify_one")
  void notifyOne() {
    run(
        co -> {
          AsyncCondition cond = new AsyncCondition();
          Task<Void> a = co.spawn(held("a", cond));
          Task<Void> b = co.spawn(held("b", cond));
          Task<Void> c = co.spawn(held("c", cond));
          co.await(sleep(ms(50)));
          co.await(cond.lock().acquire());
          cond.signal();
          print("notified one");
          co.await(sleep(ms(50)));
          print("still inside");
          cond.lock().release();
          co.await(sleep(ms(50)));
          co.await(cond.lock().acquire());
          cond.signal(2);
          cond.lock().release();
          co.await(gather(a, b, c));
          return null;
        });
  }

  private Mono<Void> held(String name, AsyncCondition cond) {
    return coro(
        co -> {
          co.await(cond.lock().acquire());
          try {
            co.await(cond.await());
            print(name, "woken, holds lock", cond.lock().isLocked());
          } finally {
            cond.lock().release();
          }
          return null;
        });
  }

  /** All that are woken acquire the lock one after the other. */
  @Scenario("183_sync_condition_notify_all")
  void notifyAllOfThem() {
    run(
        co -> {
          AsyncCondition cond = new AsyncCondition();
          Task<Void> a = co.spawn(inAndOut("a", cond));
          Task<Void> b = co.spawn(inAndOut("b", cond));
          Task<Void> c = co.spawn(inAndOut("c", cond));
          co.await(sleep(ms(10)));
          co.await(cond.lock().acquire());
          cond.signalAll();
          cond.lock().release();
          co.await(gather(a, b, c));
          return null;
        });
  }

  private Mono<Void> inAndOut(String name, AsyncCondition cond) {
    return coro(
        co -> {
          co.await(cond.lock().acquire());
          try {
            co.await(cond.await());
            print(name, "in");
            co.await(checkpoint());
            print(name, "out");
          } finally {
            cond.lock().release();
          }
          return null;
        });
  }

  /** Everything needs the lock. */
  @Scenario("184_sync_condition_requires_lock")
  void requiresLock() {
    run(
        co -> {
          AsyncCondition cond = new AsyncCondition();
          try {
            cond.signal();
          } catch (IllegalStateException e) {
            print("notify refused");
          }
          try {
            cond.signalAll();
          } catch (IllegalStateException e) {
            print("notify_all refused");
          }
          try {
            co.await(cond.await());
          } catch (IllegalStateException e) {
            print("wait refused");
          }
          co.await(cond.lock().acquire());
          try {
            cond.signal();
            print("notify without waiters is fine and is not remembered");
            try {
              co.await(waitFor(cond.await(), ms(10)));
            } catch (TimeoutException e) {
              print("wait timed out, lock held again", cond.lock().isLocked());
            }
          } finally {
            cond.lock().release();
          }
          return null;
        });
  }

  /** A predicate is tried at once and after every wake-up. */
  @Scenario("185_sync_condition_wait_for_predicate")
  void waitForPredicate() {
    run(
        co -> {
          AsyncCondition cond = new AsyncCondition();
          Mono<Void> waiter =
              coro(
                  inner -> {
                    inner.await(cond.lock().acquire());
                    try {
                      inner.await(cond.awaitUntil(() -> check() >= 3));
                      print("reached");
                    } finally {
                      cond.lock().release();
                    }
                    return null;
                  });
          Task<Void> t = co.spawn(waiter);
          for (int i = 0; i < 3; i++) {
            co.await(sleep(ms(10)));
            co.await(cond.lock().acquire());
            n++;
            cond.signalAll();
            cond.lock().release();
          }
          co.await(t);
          co.await(cond.lock().acquire());
          co.await(cond.awaitUntil(() -> true));
          print("immediate", true);
          cond.lock().release();
          return null;
        });
  }

  private int check() {
    print("  check", n);
    return n;
  }

  /** A waiter that was notified and then cancelled passes the notification on. */
  @Scenario("186_sync_condition_cancel_after_notify")
  void cancelAfterNotify() {
    run(
        co -> {
          AsyncCondition cond = new AsyncCondition();
          Task<Void> a = co.spawn(saying("a got the notification", cond));
          Task<Void> b = co.spawn(saying("b got the notification", cond));
          co.await(sleep(ms(50)));
          co.await(cond.lock().acquire());
          cond.signal(1);
          a.cancel();
          cond.lock().release();
          int pending =
              co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED, ms(5000))).pending().size();
          print("a cancelled", a.isCancelled(), "| still waiting", pending);
          return null;
        });
  }

  private Mono<Void> saying(String what, AsyncCondition cond) {
    return coro(
        co -> {
          co.await(cond.lock().acquire());
          try {
            co.await(cond.await());
            print(what);
          } finally {
            cond.lock().release();
          }
          return null;
        });
  }

  /** Conditions that share a lock are woken apart. */
  @Scenario("187_sync_condition_shared_lock")
  void sharedLock() {
    run(
        co -> {
          AsyncLock lock = new AsyncLock();
          AsyncCondition full = new AsyncCondition(lock);
          AsyncCondition empty = new AsyncCondition(lock);
          Task<Void> f = co.spawn(saying("not full any more", full));
          Task<Void> e = co.spawn(saying("not empty any more", empty));
          co.await(sleep(ms(10)));
          co.await(lock.acquire());
          empty.signalAll();
          lock.release();
          co.await(e);
          print("other still waits", !f.isDone());
          co.await(lock.acquire());
          full.signalAll();
          lock.release();
          co.await(f);
          return null;
        });
  }
}
