package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.select;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.waitUntil;
import static monoloop.Clause.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncReadWriteLock;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Limiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Tasks that wait for each other are reported, and nothing else is. */
class DeadlockTest {
  private final Loop loop = Loop.virtual(VirtualTicker.autojump());
  private final List<String> reports = new ArrayList<>();
  private final List<List<String>> names = new ArrayList<>();
  private final AsyncLock first = new AsyncLock();
  private final AsyncLock second = new AsyncLock();
  private final AsyncLock third = new AsyncLock();

  @BeforeEach
  void listen() {
    loop.exceptionHandler(
        (l, message, error, source) -> {
          reports.add(message.replaceAll("java:\\d+", "java:N"));
          if (error instanceof DeadlockException deadlock) {
            names.add(deadlock.tasks().stream().map(Task::name).toList());
            assertTrue(deadlock.tasks().contains(source));
            for (StackTraceElement line : deadlock.getStackTrace()) {
              String place = line.getFileName() + ":" + line.getLineNumber();
              assertTrue(message.contains(place), message);
            }
          }
        });
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** Holds {@code outer} for a second and then wants {@code inner}. */
  private static Mono<Void> both(AsyncLock outer, AsyncLock inner) {
    return async(
        co -> {
          co.await(outer.acquire());
          try {
            co.await(sleep(Duration.ofSeconds(1)));
            co.await(inner.acquire());
            inner.release();
          } finally {
            outer.release();
          }
          return null;
        });
  }

  private void run(Coroutine<Object> main) {
    loop.run(async(main));
  }

  private static Void breakUp(Co co, Task<?>... tasks) throws Exception {
    co.await(sleep(Duration.ofSeconds(10)));
    for (Task<?> task : tasks) {
      task.cancel();
    }
    co.await(sleep(Duration.ofSeconds(10)));
    return null;
  }

  @Test
  void two_locks_in_opposite_order_are_reported_once_with_names_and_lines() {
    run(
        co -> {
          Task<Void> a = co.spawn("a", both(first, second));
          Task<Void> b = co.spawn("b", both(second, first));
          breakUp(co, a);
          assertTrue(a.isCancelled());
          assertFalse(b.isCancelled());
          return null;
        });

    assertEquals(
        List.of(
            "deadlock: Task \"b\" waits in AsyncLock.acquire at DeadlockTest.java:N for Task \"a\","
                + " which waits in AsyncLock.acquire at DeadlockTest.java:N for Task \"b\""),
        reports);
    assertEquals(List.of(List.of("b", "a")), names);
  }

  @Test
  void three_tasks_in_a_circle_are_reported_and_one_that_waits_outside_is_not_part_of_it() {
    run(
        co -> {
          Task<Void> a = co.spawn("a", both(first, second));
          co.spawn("b", both(second, third));
          co.spawn("c", both(third, first));
          co.spawn(
              "late",
              async(
                  in -> {
                    in.await(sleep(Duration.ofSeconds(3)));
                    return in.await(first.using(Mono.<Void>empty()));
                  }));
          return breakUp(co, a);
        });

    assertEquals(List.of(List.of("c", "a", "b")), names);
    assertEquals(1, reports.size());
  }

  @Test
  void the_holder_of_a_lock_who_awaits_one_that_wants_it_is_reported() {
    run(
        co -> {
          Task<Void> a =
              co.spawn(
                  "a",
                  async(
                      in -> {
                        in.await(first.acquire());
                        Mono<Void> wanting = first.using(Mono.<Void>empty());
                        Task<Void> b = in.spawn("b", async(inner -> inner.await(wanting)));
                        in.await(sleep(Duration.ofSeconds(1)));
                        return in.await(b);
                      }));
          return breakUp(co, a);
        });

    assertEquals(List.of(List.of("a", "b")), names);
    assertEquals(
        List.of(
            "deadlock: Task \"a\" waits at DeadlockTest.java:N for Task \"b\","
                + " which waits in AsyncLock.acquire at DeadlockTest.java:N for Task \"a\""),
        reports);
  }

  @Test
  void a_limiter_of_one_token_is_a_lock_and_one_of_two_is_not() {
    for (int tokens = 1; tokens <= 2; tokens++) {
      Limiter limiter = new Limiter(tokens);
      run(
          co -> {
            Task<Void> other = co.spawn("other", limiter.using(sleep(Duration.ofSeconds(5))));
            co.await(sleep(Duration.ofSeconds(1)));
            Task<Void> a =
                co.spawn(
                    "a",
                    async(
                        in -> {
                          in.await(limiter.acquire());
                          Task<Void> b = in.spawn("b", limiter.using(Mono.<Void>empty()));
                          Task<Void> c = in.spawn("c", limiter.using(Mono.<Void>empty()));
                          in.await(b);
                          limiter.release();
                          return in.await(c);
                        }));
            breakUp(co, a);
            return co.await(other);
          });
    }

    assertEquals(List.of(List.of("b", "a")), names);
  }

  @Test
  void who_holds_a_lock_and_sleeps_or_waits_for_others_will_go_on() {
    run(
        co -> {
          Deferred<Void> foreign = new Deferred<>();
          co.spawn("a", first.using(sleep(Duration.ofSeconds(5))));
          co.spawn("b", first.using(foreign));
          Task<Void> c = co.spawn("c", first.using(second.using(Mono.<Void>empty())));
          co.await(sleep(Duration.ofSeconds(7)));
          foreign.complete(null);
          return co.await(c);
        });

    assertEquals(List.of(), reports);
  }

  @Test
  void a_circle_that_a_timeout_will_break_is_not_reported() {
    run(
        co -> {
          co.spawn("a", both(first, second));
          co.spawn(
              "b", Async.moveOnAfter(Duration.ofSeconds(3), in -> in.await(both(second, first))));
          return breakUp(co);
        });

    assertEquals(List.of(), reports);
    assertFalse(first.isLocked());
  }

  @Test
  void a_circle_that_is_broken_before_the_loop_is_idle_is_not_reported() {
    run(
        co -> {
          Task<Void> a = co.spawn("a", both(first, second));
          co.spawn("b", both(second, first));
          co.await(sleep(Duration.ofSeconds(1)));
          co.await(checkpoint());
          a.cancel();
          return breakUp(co);
        });

    assertEquals(List.of(), reports);
  }

  /** Holds the first lock and then does {@code work}, which may want it, too. */
  private <T> Mono<T> holding(Mono<T> work) {
    return first.using(work);
  }

  private Mono<Object> wanting() {
    return first.using(Mono.<Object>empty());
  }

  private Mono<Object> sleeping(int seconds) {
    return async(co -> co.await(sleep(Duration.ofSeconds(seconds))));
  }

  @Test
  void a_gather_of_tasks_that_all_want_what_its_owner_holds_is_reported() {
    run(
        co -> {
          Task<?> a =
              co.spawn("a", holding(Async.gather(sleeping(2), wanting(), wanting())));
          return breakUp(co, a);
        });

    assertEquals(
        List.of(
            "deadlock: Task \"a\" waits in gather of 3 for Task \"Task-3\""
                + " (and 1 more, which will not go on either), which waits in AsyncLock.acquire"
                + " for Task \"a\""),
        reports);
  }

  @Test
  void a_task_group_whose_last_children_want_what_its_owner_holds_is_reported() {
    run(
        co -> {
          Task<Object> a =
              co.spawn(
                  "a",
                  holding(
                      taskGroup(
                          (in, group) -> {
                            group.spawn("sleeper", sleeping(2));
                            group.spawn("b", wanting());
                            return null;
                          })));
          co.await(sleep(Duration.ofSeconds(1)));
          assertEquals(List.of(), names);
          return breakUp(co, a);
        });

    assertEquals(List.of(List.of("a", "b")), names);
    assertTrue(reports.getFirst().contains("Task \"a\" waits in TaskGroup["), reports::getFirst);
  }

  @Test
  void a_race_a_shield_a_wait_and_a_selection_are_followed() {
    run(
        co -> {
          List<Task<?>> all = new ArrayList<>();
          all.add(co.spawn("race", holding(Async.race(wanting(), wanting()))));
          breakUp(co, all.getFirst());
          all.add(co.spawn("shield", holding(Async.shield(wanting()))));
          breakUp(co, all.get(1));
          all.add(
              co.spawn(
                  "wait",
                  holding(
                      async(
                          in ->
                              in.await(
                                  waitUntil(
                                      List.of(in.spawn(wanting())), When.ALL_COMPLETED))))));
          breakUp(co, all.get(2));
          all.add(
              co.spawn(
                  "select",
                  holding(
                      async(
                          in -> {
                            Task<Object> child = in.spawn(wanting());
                            return in.await(
                                select(
                                    on(child, x -> "child"),
                                    on(in.spawn(wanting()), x -> "other")));
                          }))));
          return breakUp(co, all.get(3));
        });

    assertEquals(
        List.of("race", "shield", "wait", "select"),
        names.stream().map(List::getLast).toList(),
        reports::toString);
  }

  @Test
  void a_selection_that_others_may_serve_is_not_reported() {
    AsyncQueue<Object> queue = AsyncQueue.unbounded();
    run(
        co -> {
          co.spawn(
              "a",
              holding(
                  async(
                      in -> {
                        Task<Object> child = in.spawn(wanting());
                        return in.await(select(on(child, x -> "child"), on(queue.take(), x -> x)));
                      })));
          co.await(sleep(Duration.ofSeconds(5)));
          return queue.tryPut("there");
        });

    assertEquals(List.of(), reports);
  }

  @Test
  void permits_of_a_bounded_semaphore_in_using_blocks_are_owned_and_others_are_not() {
    for (AsyncSemaphore semaphore : List.of(AsyncSemaphore.bounded(2), new AsyncSemaphore(2))) {
      Mono<Object> inner = semaphore.using(Mono.<Object>empty());
      run(
          co -> {
            Task<Object> a =
                co.spawn("a", semaphore.using(sleeping(1).then(async(in -> in.await(inner)))));
            Task<Object> b =
                co.spawn("b", semaphore.using(async(in -> in.await(sleeping(2).then(inner)))));
            Task<Object> c =
                co.spawn(
                    "c",
                    semaphore.using(
                        async(
                            in -> {
                              in.await(sleeping(1));
                              return in.await(inner);
                            })));
            return breakUp(co, a, b, c);
          });
    }

    assertEquals(List.of(), reports, "what an operator awaits is not followed");

    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    Mono<Object> inner = semaphore.using(Mono.<Object>empty());
    Mono<Object> nested =
        semaphore.using(
            async(
                in -> {
                  in.await(sleeping(1));
                  return in.await(inner);
                }));
    run(
        co -> {
          Task<Object> a = co.spawn("a", nested);
          Task<Object> b = co.spawn("b", nested);
          return breakUp(co, a, b);
        });

    assertEquals(1, reports.size(), reports::toString);
    assertTrue(
        reports.getFirst().contains("AsyncSemaphore.acquire at DeadlockTest.java:N for Task"),
        reports::getFirst);
  }

  @Test
  void a_circle_through_a_queue_is_known_only_when_nothing_is_left_to_run() {
    AsyncQueue<Object> there = AsyncQueue.bounded(1);
    AsyncQueue<Object> back = AsyncQueue.bounded(1);

    DeadlockException e =
        assertThrows(
            DeadlockException.class,
            () ->
                run(
                    co ->
                        co.await(
                            taskGroup(
                                (in, group) -> {
                                  group.spawn("ping", c -> c.await(there.take()));
                                  group.spawn("pong", c -> c.await(back.take()));
                                  return null;
                                }))));

    assertEquals(List.of(), reports);
    assertEquals(List.of("Task-1", "ping", "pong"), e.tasks().stream().map(Task::name).toList());
    assertTrue(
        e.getMessage()
            .replaceAll("java:\\d+", "java:N")
            .matches(
                "(?s).*would wait for ever: .*could bring\\. Waiting:\n"
                    + "  Task\\[Task-1, suspended in TaskGroup[^\n]*\n"
                    + "    Task\\[ping, suspended in AsyncQueue.take at DeadlockTest.java:N\\]\n"
                    + "    Task\\[pong, suspended in AsyncQueue.take at DeadlockTest.java:N\\]"),
        e::getMessage);
  }

  @Test
  void readers_of_whom_all_want_what_the_waiting_writer_holds_are_reported() {
    AsyncReadWriteLock pages = new AsyncReadWriteLock();
    run(
        co -> {
          Task<?> writer =
              co.spawn(
                  "writer",
                  first.using(
                      async(
                          c -> {
                            c.await(sleep(Duration.ofSeconds(1)));
                            return c.await(pages.writing(Mono.empty()));
                          })));
          Coroutine<Object> reading =
              c ->
                  c.await(
                      pages.reading(
                          async(
                              r -> {
                                r.await(sleep(Duration.ofSeconds(2)));
                                return r.await(wanting());
                              })));
          Task<?> a = co.spawn("a", reading);
          Task<?> b = co.spawn("b", reading);
          return breakUp(co, writer, a, b);
        });

    assertEquals(List.of(List.of("b", "writer")), names);
  }

  @Test
  void a_writer_waits_for_a_reader_that_goes_on_and_that_is_not_reported() {
    AsyncReadWriteLock pages = new AsyncReadWriteLock();
    run(
        co -> {
          Task<?> writer =
              co.spawn(
                  first.using(
                      async(
                          c -> {
                            c.await(sleep(Duration.ofSeconds(1)));
                            return c.await(pages.writing(Mono.empty()));
                          })));
          co.spawn(pages.reading(sleeping(3)));
          co.spawn(pages.reading(sleeping(4)));
          return co.await(writer);
        });

    assertEquals(List.of(), reports);
  }

  @Test
  void a_start_that_waits_for_a_child_who_wants_what_the_starter_holds_is_reported() {
    run(
        co -> {
          Task<Object> a =
              co.spawn(
                  "a",
                  holding(
                      taskGroup(
                          (in, group) ->
                              in.await(
                                  group.<Object>start(
                                      (child, startup) -> {
                                        child.await(wanting());
                                        startup.started("never");
                                        return null;
                                      })))));
          return breakUp(co, a);
        });

    assertEquals(1, names.size());
    assertTrue(names.getFirst().contains("a"), names::toString);
    assertTrue(reports.getFirst().contains("waits in Startup[starting]"), reports::getFirst);
  }
}
