package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static java.util.Comparator.naturalOrder;
import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import monoloop.Async;
import monoloop.CancelScope;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.TaskGroup;
import monoloop.Timeout;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncReadWriteLock;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Barrier;
import monoloop.sync.Broadcast;
import monoloop.sync.Limiter;
import monoloop.sync.Once;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import reactor.core.publisher.Mono;

/** What is asked for in error is refused at once, in words that tell the state. */
class BadInputTest {
  private final Trail trail = new Trail();

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call).getMessage());
  }

  private static void outOfRange(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void what_was_not_acquired_cannot_be_released() {
    AsyncLock lock = new AsyncLock();
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock();
    Limiter limiter = new Limiter(1);

    refused("AsyncLock[free, 0 waiting] cannot be released: nobody holds it", lock::release);
    refused(
        "AsyncReadWriteLock[free, 0 waiting] cannot be released: nobody reads",
        readWrite::releaseRead);
    refused(
        "AsyncReadWriteLock[free, 0 waiting] cannot be released: nobody writes",
        readWrite::releaseWrite);
    refused(
        "ann holds no token of this Limiter[0 of 1 borrowed, 0 waiting]",
        () -> limiter.releaseFor("ann"));
    assertTrue(lock.tryAcquire() && readWrite.tryAcquireWrite());
    assertEquals(1, limiter.available());
  }

  @Test
  void what_was_acquired_cannot_be_released_twice() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    AsyncLock lock = new AsyncLock();
    assertTrue(semaphore.tryAcquire() && lock.tryAcquire());
    semaphore.release();
    lock.release();

    refused(
        "AsyncSemaphore[2 of 2 free, 0 waiting] cannot be released: it was released more often"
            + " than acquired",
        semaphore::release);
    assertThrows(IllegalStateException.class, lock::release);
    assertEquals(2, semaphore.available());
  }

  @Test
  void no_size_is_negative() {
    outOfRange("permits must be >= 0, was -1", () -> new AsyncSemaphore(-1));
    outOfRange("permits must be >= 0, was -1", () -> AsyncSemaphore.bounded(-1));
    outOfRange("tokens must be >= 1, was 0", () -> new Limiter(0));
    outOfRange("parties must be >= 1, was 0", () -> new Barrier(0));
    outOfRange("capacity must be >= 1, was 0", () -> AsyncQueue.bounded(0));
    outOfRange("capacity must be >= 1, was -1", () -> AsyncQueue.lifo(-1));
    outOfRange(
        "capacity must be >= 1, was -2", () -> AsyncQueue.priority(-2, naturalOrder()));
    outOfRange("capacity must be >= 1, was 0", () -> AsyncQueue.dropOldest(0));
    outOfRange("capacity must be >= 1, was 0", () -> AsyncQueue.dropLatest(0));
    outOfRange("capacity must be >= 1, was 0", () -> new Broadcast<>(0, Broadcast.Lag.WAIT));
    outOfRange("concurrency must be >= 1, was 0", () -> Async.coMap(0, (co, x) -> x));
    outOfRange("prefetch must be >= 1, was 0", () -> Async.iterate(Mono.just(1), 0));
  }

  @Test
  void a_size_cannot_become_negative() {
    Limiter limiter = new Limiter(1);
    AsyncCondition condition = new AsyncCondition();
    condition.lock().tryAcquire();

    assertThrows(IllegalArgumentException.class, () -> limiter.resize(-1));
    assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
    assertEquals(1, limiter.tokens());
  }

  @LoopTest
  void a_result_of_another_loop_cannot_be_awaited(Co co) throws Exception {
    try (Loop other = Loop.create()) {
      Deferred<String> foreign = new Deferred<>(other);

      refused(
          "Task[Task-1, running] cannot await Deferred[pending]: it belongs to another loop. Use"
              + " its Mono form there",
          () -> co.await(foreign));
    }
    co.await(checkpoint());
  }

  @LoopTest
  void a_finished_group_accepts_nobody(Co co) throws Exception {
    TaskGroup group = co.await(taskGroup((body, g) -> g));
    String message =
        "TaskGroup[finished, 0 tasks] accepts no new tasks: all its tasks have ended";

    refused(message, () -> group.spawn(Mono.just(1)));
    refused(message, () -> group.spawn("named", Mono.just(1)));
    refused(message, () -> group.spawnBackground(Mono.just(1)));
    refused(message, () -> co.await(group.start((inner, startup) -> null)));
    assertEquals(List.of(co.task()), Task.all());
  }

  @LoopTest
  void a_task_cannot_await_itself(Co co) throws Exception {
    refused(
        "Task cannot await on itself: Task[Task-1, running]", () -> co.await(co.task()));
    refused(
        "Task cannot await on itself: Task[Task-1, running]",
        () -> co.await(Async.shield(co.task())));
    co.await(checkpoint());
  }

  @LoopTest
  void a_task_cannot_wait_for_what_it_holds(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock();
    Limiter limiter = new Limiter(2);
    co.await(lock.acquire());
    co.await(readWrite.acquireRead());
    co.await(limiter.acquire());

    refused(
        "Task \"Task-1\" already holds this AsyncLock. AsyncLock is not re-entrant",
        () -> co.await(lock.acquire()));
    refused(
        "Task \"Task-1\" already holds this AsyncReadWriteLock[1 reading, 0 waiting], which is"
            + " not re-entrant",
        () -> co.await(readWrite.acquireWrite()));
    refused(
        "Task \"Task-1\" already holds a token of this Limiter[1 of 2 borrowed, 0 waiting]. One"
            + " is all it can get",
        () -> co.await(limiter.acquire()));
  }

  @LoopTest
  void what_runs_once_cannot_wait_for_itself(Co co) {
    Deferred<Once<Object>> self = new Deferred<>();
    Once<Object> once = Once.of(inner -> inner.await(inner.await(self).get()));
    self.complete(once);

    refused(
        "Task \"Task-1\" runs this Once: it cannot wait for its own result",
        () -> co.await(once.get()));
    assertFalse(once.isDone());
  }

  @LoopTest
  void tasks_that_wait_for_each_other_are_reported_with_their_names(Co co) throws Exception {
    co.loop().exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
    AsyncLock first = new AsyncLock();
    AsyncLock second = new AsyncLock();
    Task<Object> a = co.spawn("a", both(first, second));
    Task<Object> b = co.spawn("b", both(second, first));

    co.await(sleep(ofSeconds(1)));
    a.cancel();
    co.await(b);

    String report = trail.toString();
    assertTrue(report.startsWith("deadlock: Task"), report);
    for (String part : List.of("Task \"a\"", "Task \"b\"", "AsyncLock.acquire")) {
      assertTrue(report.contains(part), report);
    }
  }

  private static Mono<Object> both(AsyncLock outer, AsyncLock inner) {
    return outer.using(
        co -> {
          co.await(checkpoint());
          return co.await(inner.using(in -> null));
        });
  }

  @LoopTest
  void what_is_over_cannot_be_rescheduled(Co co) throws Exception {
    Mono<Object> late =
        timeout(
            ofSeconds(1),
            (inner, limit) -> {
              try {
                return inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                limit.reschedule(null);
                return null;
              }
            });
    Timeout finished = co.await(timeout(ofDays(1), (inner, limit) -> limit));
    CancelScope exited = co.await(cancelScope((inner, scope) -> scope));

    refused(
        "Timeout[expiring] can be rescheduled only while it is active", () -> co.await(late));
    refused(
        "Timeout[finished] can be rescheduled only while it is active",
        () -> finished.reschedule(1L));
    refused(
        "CancelScope[exited] can be rescheduled only while it is active",
        () -> exited.reschedule(1L));
  }

  @Test
  void done_cannot_be_said_too_often() {
    AsyncQueue<String> queue = AsyncQueue.bounded(4);
    queue.tryPut("item");
    queue.taskDone();

    refused(
        "AsyncQueue[open, 1 of 4 items, 0 taking, 0 putting] has no unfinished items: taskDone()"
            + " came too often",
        queue::taskDone);
    assertEquals("item", queue.tryTake().orElseThrow());
  }

  @Test
  void what_belongs_into_a_coroutine_says_so_outside() {
    String thread = Thread.currentThread().getName();
    String message =
        " must be called from a task, but thread \""
            + thread
            + "\" is not running one. Start one with Async.run(...)";

    refused("Task.current()" + message, Task::current);
    refused("Task.all()" + message, Task::all);
    refused("Async.deadline()" + message, Async::deadline);
    refused("new Deferred()" + message, () -> new Deferred<String>());
    assertThrows(NotOnLoopException.class, () -> AsyncQueue.from(Mono.just(1), 1));
  }

  @LoopTest
  void a_handle_outside_its_body_says_so(Co co) throws Exception {
    Mono<Object> foreign = async(inner -> co.await(sleep(ofSeconds(1))));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(foreign));

    assertTrue(
        e.getMessage().contains("with the handle of another body than the one that runs"),
        e::getMessage);
    co.await(checkpoint());
  }

  @LoopTest
  void what_waits_cannot_be_woken_from_another_thread(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Task<String> taker = co.spawn(queue.take());
    co.await(checkpoint());

    assertThrows(
        NotOnLoopException.class, () -> co.await(Async.toThread(() -> queue.tryPut("item"))));

    queue.tryPut("in time");
    assertEquals("in time", co.await(taker));
  }
}
