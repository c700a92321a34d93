package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A loop as a Reactor Scheduler. */
class LoopSchedulerTest {
  private static final Runnable NOTHING = () -> {};

  private final Loop loop = Loop.create();
  private final List<String> trail = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void a_workers_tasks_run_in_the_order_in_which_they_were_given() {
    Scheduler.Worker worker = loop.createWorker();
    for (String s : List.of("a", "b", "c", "d")) {
      worker.schedule(() -> trail.add(s));
    }
    worker.schedule(loop::stop);

    loop.runForever();

    assertEquals(List.of("a", "b", "c", "d"), trail);
    assertEquals(0, Scannable.from(worker).scan(Scannable.Attr.BUFFERED));
  }

  @Test
  void a_worker_keeps_nothing_of_a_task_that_was_rejected() {
    Scheduler.Worker worker = loop.createWorker();
    loop.close();

    assertThrows(RejectedExecutionException.class, () -> worker.schedule(NOTHING));
    assertThrows(
        RejectedExecutionException.class, () -> worker.schedule(NOTHING, 1, TimeUnit.SECONDS));
    assertThrows(
        RejectedExecutionException.class,
        () -> worker.schedulePeriodically(NOTHING, 1, 1, TimeUnit.SECONDS));

    assertEquals(0, Scannable.from(worker).scan(Scannable.Attr.BUFFERED));
  }

  @Test
  void disposing_a_worker_calls_off_its_tasks_and_no_others() {
    Scheduler.Worker worker = loop.createWorker();
    Disposable soon = worker.schedule(() -> trail.add("soon"));
    worker.schedule(() -> trail.add("later"), 1, TimeUnit.MILLISECONDS);
    worker.schedulePeriodically(() -> trail.add("often"), 0, 1, TimeUnit.MILLISECONDS);
    loop.schedule(() -> trail.add("the loop's"));
    loop.schedule(loop::stop, 20, TimeUnit.MILLISECONDS);

    worker.dispose();
    loop.runForever();

    assertEquals(List.of("the loop's"), trail);
    assertTrue(worker.isDisposed());
    assertTrue(soon.isDisposed());
    assertThrows(RejectedExecutionException.class, () -> worker.schedule(NOTHING));
    assertThrows(
        RejectedExecutionException.class, () -> worker.schedule(NOTHING, 1, TimeUnit.SECONDS));
    assertThrows(
        RejectedExecutionException.class,
        () -> worker.schedulePeriodically(NOTHING, 1, 1, TimeUnit.SECONDS));
  }

  @Test
  void one_task_of_a_worker_can_be_called_off() {
    Scheduler.Worker worker = loop.createWorker();
    worker.schedule(() -> trail.add("a"));
    worker.schedule(() -> trail.add("b")).dispose();
    worker.schedule(() -> trail.add("c"), 1, TimeUnit.HOURS).dispose();
    worker.schedule(loop::stop);

    loop.runForever();

    assertEquals(List.of("a"), trail);
    assertEquals(0, Scannable.from(worker).scan(Scannable.Attr.BUFFERED));
  }

  @Test
  void after_close_everything_is_rejected() {
    Scheduler.Worker worker = loop.createWorker();
    loop.close();

    assertThrows(RejectedExecutionException.class, () -> loop.schedule(NOTHING));
    assertThrows(RejectedExecutionException.class, () -> loop.execute(NOTHING));
    assertThrows(
        RejectedExecutionException.class, () -> loop.schedule(NOTHING, 1, TimeUnit.SECONDS));
    assertThrows(
        RejectedExecutionException.class,
        () -> loop.schedulePeriodically(NOTHING, 1, 1, TimeUnit.SECONDS));
    assertThrows(RejectedExecutionException.class, () -> worker.schedule(NOTHING));
    assertTrue(loop.isDisposed());
  }

  @Test
  void a_period_keeps_its_rate_until_disposed() {
    long start = loop.time();
    Disposable[] period = new Disposable[1];
    period[0] =
        loop.schedulePeriodically(
            () -> {
              trail.add("tick");
              if (trail.size() == 5) {
                period[0].dispose();
                loop.schedule(loop::stop, 10, TimeUnit.MILLISECONDS);
              }
            },
            4,
            2,
            TimeUnit.MILLISECONDS);

    loop.runForever();

    assertEquals(5, trail.size());
    assertTrue(loop.time() - start >= 12_000_000, "4 ms, then four times 2 ms");
  }

  @Test
  void a_periodic_task_that_throws_has_run_for_the_last_time() {
    List<Throwable> reported = new ArrayList<>();
    loop.exceptionHandler((l, message, error, source) -> reported.add(error));
    RuntimeException bad = new RuntimeException("bad tick");
    Disposable period =
        loop.schedulePeriodically(
            () -> {
              throw bad;
            },
            0,
            1,
            TimeUnit.MILLISECONDS);
    loop.schedule(loop::stop, 10, TimeUnit.MILLISECONDS);

    loop.runForever();

    assertEquals(List.of(bad), reported);
    assertTrue(period.isDisposed());
  }

  @Test
  void operators_run_on_it() {
    Flux<String> names =
        Flux.range(1, 3)
            .publishOn(loop)
            .delayElements(Duration.ofMillis(1), loop)
            .map(i -> i + " " + (Loop.current() == loop));

    assertEquals(
        List.of("1 true", "2 true", "3 true"), loop.run(names.subscribeOn(loop).collectList()));
  }

  @Test
  void the_schedule_hook_sees_its_tasks() {
    Schedulers.onScheduleHook(
        "LoopSchedulerTest",
        task ->
            () -> {
              trail.add("before");
              task.run();
            });
    try {
      loop.schedule(() -> trail.add("task"));
      loop.schedule(loop::stop);
      loop.runForever();
    } finally {
      Schedulers.resetOnScheduleHook("LoopSchedulerTest");
    }

    assertEquals(List.of("before", "task", "before"), trail);
  }

  @Test
  void its_time_is_the_walls_for_operators_and_never_goes_back() {
    long wall = System.currentTimeMillis();
    long now = loop.now(TimeUnit.MILLISECONDS);

    assertTrue(Math.abs(now - wall) < 1_000, () -> now + " is not about " + wall);
    assertTrue(loop.now(TimeUnit.NANOSECONDS) <= loop.now(TimeUnit.NANOSECONDS));
    assertFalse(loop.time() > loop.time());
  }

  @Test
  void it_is_its_own_executor() {
    assertSame(loop, Loop.on(loop));
    assertEquals(
        true,
        loop.run(Mono.fromSupplier(loop::isCurrent).subscribeOn(Schedulers.fromExecutor(loop))));
  }
}
