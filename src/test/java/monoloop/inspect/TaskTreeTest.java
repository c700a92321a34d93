package monoloop.inspect;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.gather;
import static monoloop.Async.race;
import static monoloop.Async.shield;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;

import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What a tree shows of tasks that wait. */
class TaskTreeTest {
  private final Loop loop = Loop.virtual(VirtualTicker.autojump());

  @AfterEach
  void close() {
    loop.exceptionHandler((l, message, error, source) -> {});
    loop.close();
  }

  private static Mono<String> find(String what) {
    return async(
        co -> {
          co.await(sleep(ofSeconds(30)));
          return what;
        });
  }

  private static Mono<String> page(String what) {
    return async(co -> co.await(find(what)) + " page");
  }

  /** Starts tasks by {@code body}, waits a second and looks. */
  private String after(Coroutine<?> body, java.util.function.Function<Loop, String> look) {
    String[] seen = new String[1];
    loop.run(
        async(
            co -> {
              Task<?> starter = co.spawn("starter", body);
              co.await(sleep(ofSeconds(1)));
              seen[0] = look.apply(co.loop());
              starter.cancel();
              return null;
            }));
    return seen[0]
        .replaceAll("java:\\d+", "java:N")
        .replaceAll("lambda\\$(\\w+)\\$[\\w$]+", "$1")
        .replaceAll("virtual-\\d+", "virtual");
  }

  private String tree(Coroutine<?> body) {
    return after(body, l -> TaskTree.of(l.dump()));
  }

  private String where(Coroutine<?> body) {
    return after(body, l -> TaskTree.where(l.dump()));
  }

  @Test
  void a_task_stands_below_the_one_that_awaits_it() {
    String tree =
        tree(
            co -> {
              Task<String> user = co.spawn("user", page("user"));
              return co.await(user);
            });

    assertEquals(
        """
        Loop virtual, running: 3 tasks
        ├─ Task-1  running
        └─ starter  Task user at TaskTreeTest.java:N
           └─ user  sleep at TaskTreeTest.java:N
        1 timer, the next in 29 s for Task user
        """,
        tree);
  }

  @Test
  void groups_gathers_races_and_shields_lead_to_their_tasks() {
    String tree =
        tree(
            co ->
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawn("gathers", (Co c) -> c.await(gather(find("a"), find("b"))));
                          group.spawn("races", (Co c) -> c.await(race(find("c"), find("d"))));
                          group.spawn("shields", (Co c) -> c.await(shield(find("e"))));
                          return null;
                        })));

    assertEquals(
        """
        Loop virtual, running: 10 tasks
        ├─ Task-1  running
        └─ starter  TaskGroup[closing, 3 tasks] at TaskTreeTest.java:N
           ├─ gathers  gather of 2 at TaskTreeTest.java:N
           │  ├─ Task-2  sleep at TaskTreeTest.java:N
           │  └─ Task-3  sleep at TaskTreeTest.java:N
           ├─ races  race of 2 at TaskTreeTest.java:N
           │  ├─ Task-4  sleep at TaskTreeTest.java:N
           │  └─ Task-5  sleep at TaskTreeTest.java:N
           └─ shields  shield at TaskTreeTest.java:N
              └─ Task-6  sleep at TaskTreeTest.java:N
        5 timers, the next in 29 s for Task Task-2
        """,
        tree);
  }

  @Test
  void who_holds_a_lock_stands_below_those_who_wait_for_it() {
    AsyncLock lock = new AsyncLock();
    String tree =
        tree(
            co -> {
              co.await(lock.acquire());
              co.spawn("second", lock.acquire());
              co.spawn("third", lock.acquire());
              co.await(sleep(ofSeconds(9)));
              lock.release();
              return null;
            });

    assertEquals(
        """
        Loop virtual, running: 4 tasks
        ├─ Task-1  running
        ├─ second  AsyncLock.acquire
        │  └─ starter  sleep at TaskTreeTest.java:N  [holds it]
        └─ third  AsyncLock.acquire
           └─ starter  (see above)  [holds it]
        second, third wait in AsyncLock.acquire  [AsyncLock[held by task "starter", 2 waiting]]
        1 timer, the next in 8 s for Task starter
        """,
        tree);
  }

  @Test
  void a_circle_is_marked_where_it_closes() {
    loop.exceptionHandler((l, message, error, source) -> {}); // reported as a deadlock, too
    AsyncLock first = new AsyncLock();
    AsyncLock second = new AsyncLock();
    String tree =
        tree(
            co -> {
              co.await(first.acquire());
              co.spawn(
                  "other",
                  (Co c) -> {
                    c.await(second.acquire());
                    return c.await(first.acquire());
                  });
              co.await(sleep(ofSeconds(0).plusMillis(1)));
              return co.await(second.acquire());
            });

    assertEquals(
        """
        ├─ Task-1  running
        └─ starter  AsyncLock.acquire at TaskTreeTest.java:N
           └─ other  AsyncLock.acquire at TaskTreeTest.java:N  [holds it]
              └─ starter  ⟲ waits in a circle  [holds it]
        """,
        tree.lines().skip(1).limit(4).map(l -> l + "\n").reduce("", String::concat));
  }

  @Test
  void queues_and_their_waiters_are_listed() {
    AsyncQueue<String> queue = AsyncQueue.bounded(3);
    String tree = tree(co -> co.await(queue.take()));

    assertEquals(
        """
        Loop virtual, running: 2 tasks
        ├─ Task-1  running
        └─ starter  AsyncQueue.take at TaskTreeTest.java:N
        starter waits in AsyncQueue.take  [AsyncQueue[open, 0 of 3 items, 1 taking, 0 putting]]
        """,
        tree);
  }

  @Test
  void where_shows_the_lines_through_coroutines_that_were_awaited() {
    String where = where(co -> co.await(timeout(ofSeconds(5), inner -> inner.await(page("x")))));

    assertEquals(
        """
        Loop virtual, running: 2 tasks

        Task-1  running

        starter  sleep at TaskTreeTest.java:N, 4 s left
           at monoloop.inspect.TaskTreeTest.find(TaskTreeTest.java:N)
           at monoloop.inspect.TaskTreeTest.page(TaskTreeTest.java:N)
           at monoloop.inspect.TaskTreeTest.where_shows_the_lines_through_coroutines_that_were_awaited(TaskTreeTest.java:N)
           at monoloop.inspect.TaskTreeTest.where_shows_the_lines_through_coroutines_that_were_awaited(TaskTreeTest.java:N)
        """,
        where.replace(", on a thread of its own", ""));
  }

  @Test
  void where_shows_the_operators_down_to_their_source() {
    String where =
        where(co -> co.await(Mono.delay(ofSeconds(9), co.loop()).map(n -> n + 1).filter(n -> n > 0)));

    assertEquals(
        """
        starter  filter at TaskTreeTest.java:N ← delay
           at monoloop.inspect.TaskTreeTest.where_shows_the_operators_down_to_their_source(TaskTreeTest.java:N)
           ← filter
             ← map
               ← delay
        """,
        where.substring(where.indexOf("starter")).replace(", on a thread of its own", ""));
  }

  @Test
  void where_shows_each_of_the_sources_that_are_awaited_together() {
    String where =
        where(
            co ->
                co.await(
                    Mono.zip(
                            Mono.delay(ofSeconds(1).dividedBy(2), co.loop()),
                            Mono.delay(ofSeconds(8), co.loop()).map(n -> n + 1),
                            Mono.delay(ofSeconds(9), co.loop()))
                        .flatMap(t -> Mono.just(t.getT1()))));

    assertEquals(
        """
        starter  flatMap at TaskTreeTest.java:N ← 2 sources
           at monoloop.inspect.TaskTreeTest.where_shows_each_of_the_sources_that_are_awaited_together(TaskTreeTest.java:N)
           ← flatMap
             ← zip
               ← 1 of 2: map ← delay
               ← 2 of 2: delay
        """,
        where.substring(where.indexOf("starter")).replace(", on a thread of its own", ""));
  }

  @Test
  void a_task_that_has_not_begun_and_one_that_was_woken_say_so() {
    String[] seen = new String[1];
    loop.run(
        async(
            co -> {
              Deferred<String> news = new Deferred<>();
              co.spawn("reader", (Co c) -> c.await(news));
              co.await(sleep(ofSeconds(1)));
              news.complete("now");
              co.spawn("new", Mono.just("x"));
              seen[0] = TaskTree.of(co.loop().dump());
              return null;
            }));

    assertEquals(
        """
        ├─ Task-1  running
        ├─ reader  ready, woken from Deferred[completed] at TaskTreeTest.java:N
        └─ new  created
        """,
        seen[0]
            .substring(seen[0].indexOf('\n') + 1)
            .replaceAll("java:\\d+", "java:N"));
  }
}
