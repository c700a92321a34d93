package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.subscriber.TestSubscriber;

class DroppedTest {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Thread> closers = Collections.synchronizedList(new ArrayList<>());

  private final Logger logger = Logger.getLogger("monoloop");
  private final BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();

  /** Log records are kept here and not printed. */
  private void captureLog() {
    logger.setFilter(
        record -> {
          logged.add(record);
          return false;
        });
  }

  @AfterEach
  void releaseLog() {
    logger.setFilter(null);
  }

  private Generator<Integer, @Nullable Object, @Nullable Void> endless() {
    CountDownLatch ended = this.ended;
    List<Thread> closers = this.closers;
    return Generator.of(
        out -> {
          try {
            for (int i = 1; ; i++) {
              out.yield(i);
            }
          } finally {
            closers.add(Thread.currentThread());
            ended.countDown();
          }
        });
  }

  /** Collects garbage until {@code latch} is open; false after a long time. */
  private static boolean collectUntil(CountDownLatch latch) throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      System.gc();
      if (latch.await(20, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private void startAndDrop() {
    endless().next();
  }

  @Test
  void finally_runs_on_a_virtual_thread_after_the_generator_was_dropped() throws Exception {
    startAndDrop();

    assertTrue(collectUntil(ended));
    assertTrue(closers.get(0).isVirtual());
  }

  @Test
  void a_generator_that_is_held_is_left_alone() throws Exception {
    Generator<Integer, @Nullable Object, @Nullable Void> held = endless();
    held.next();
    System.gc();
    System.gc();

    assertEquals(2, held.next());
    assertEquals(1, ended.getCount());
    held.close();
  }

  @Test
  void a_delegate_is_closed_with_the_generator_that_was_dropped() throws Exception {
    delegateAndDrop();

    assertTrue(collectUntil(ended));
  }

  private void delegateAndDrop() {
    delegatingTo(delegatingTo(endless())).next();
  }

  private static Generator<Integer, @Nullable Object, @Nullable Void> delegatingTo(
      Generator<Integer, @Nullable Object, @Nullable Void> inner) {
    return Generator.of(out -> out.yieldFrom(inner));
  }

  @Test
  void a_delegate_that_is_held_can_be_used_after_who_delegated_was_dropped() {
    Generator<Integer, @Nullable Object, @Nullable Void> held = endless();
    WeakReference<?> outer = new WeakReference<>(started(new Delegating(held)));
    for (int i = 0; i < 500 && outer.get() != null; i++) {
      System.gc();
    }

    assertSame(null, outer.get());
    assertEquals(2, held.next());
    held.close();
    assertEquals(0, ended.getCount());
  }

  private static Generator<?, ?, ?> started(Generator<?, ?, ?> generator) {
    generator.next();
    return generator;
  }

  /** What the compiler makes of {@code return out.yieldFrom(inner)}. */
  private static final class Delegating extends GeneratorFrame<Object, Object, Object> {
    private final Object inner;

    Delegating(Object inner) {
      this.inner = inner;
    }

    @Override
    protected boolean guarded() {
      return false;
    }

    @Override
    protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
        throws Throwable {
      if (thrown != null) {
        throw thrown;
      }
      state = state == 0 ? 1 : DONE;
      return state == DONE ? sent : delegate(inner);
    }
  }

  @Test
  void a_subscription_that_was_dropped_drops_its_generator() throws Exception {
    WeakReference<?> subscriber = subscribeAndDrop();

    assertTrue(collectUntil(ended));
    assertSame(null, subscriber.get());
  }

  private WeakReference<?> subscribeAndDrop() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(2).build();
    Generator.<Integer>flux(this::endless).subscribe(subscriber);
    assertEquals(List.of(1, 2), subscriber.getReceivedOnNext());
    return new WeakReference<>(subscriber);
  }

  @Test
  void what_fails_in_a_dropped_body_is_logged_with_its_place() throws Exception {
    captureLog();
    failAndDrop();

    assertTrue(collectUntil(ended));
    LogRecord record = logged.poll(10, TimeUnit.SECONDS);

    assertTrue(
        record.getMessage().matches("Generator\\[suspended at .*DroppedTest.*\\] was dropped .*"),
        record.getMessage());
    assertEquals("late", record.getThrown().getMessage());
  }

  private void failAndDrop() {
    CountDownLatch ended = this.ended;
    Generator.<Integer, @Nullable Object, @Nullable Void>of(
            out -> {
              try {
                out.yield(1);
              } finally {
                ended.countDown();
                fail("late");
              }
              return null;
            })
        .next();
  }

  @Test
  void a_dropped_body_that_yields_in_answer_is_logged() throws Exception {
    captureLog();
    yieldInFinallyAndDrop();

    assertTrue(collectUntil(ended));
    LogRecord record = logged.poll(10, TimeUnit.SECONDS);

    assertTrue(record.getThrown().getMessage().contains("ignored GeneratorExit"));
  }

  private void yieldInFinallyAndDrop() {
    CountDownLatch ended = this.ended;
    Generator.<Integer, @Nullable Object, @Nullable Void>of(
            out -> {
              try {
                out.yield(1);
              } finally {
                ended.countDown();
                out.yield(2);
              }
              return null;
            })
        .next();
  }

  @Test
  void finally_runs_on_the_loop_that_created_the_generator() throws Exception {
    BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    Generator<Integer, @Nullable Object, @Nullable Void> generator = endless();
    generator.next();

    new Dropped(frame(generator), loop::add).run();

    assertEquals(List.of(), closers);
    loop.take().run();
    assertEquals(1, closers.size());
  }

  @Test
  void finally_runs_on_a_virtual_thread_once_that_loop_is_closed() throws Exception {
    Generator<Integer, @Nullable Object, @Nullable Void> generator = endless();
    generator.next();

    new Dropped(
            frame(generator),
            task -> {
              throw new RejectedExecutionException("closed");
            })
        .run();

    assertTrue(ended.await(10, TimeUnit.SECONDS));
    assertTrue(closers.get(0).isVirtual());
  }

  @Test
  void what_has_not_begun_or_has_ended_needs_no_clean_up() {
    Generator<Integer, @Nullable Object, @Nullable Void> fresh = endless();
    Generator<Integer, @Nullable Object, @Nullable Void> closed = endless();
    closed.next();
    closed.close();
    List<Runnable> loop = new ArrayList<>();

    new Dropped(frame(fresh), loop::add).run();
    new Dropped(frame(closed), loop::add).run();

    assertEquals(List.of(), loop);
  }

  private static GeneratorFrame<?, ?, ?> frame(Generator<?, ?, ?> generator) {
    return Objects.requireNonNull(GeneratorFrame.idleFrameOf(generator));
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  /** Holds a generator of one of its own methods, which therefore leads back to itself. */
  private static final class Owner {
    private final Generator<Integer, @Nullable Object, @Nullable Void> own =
        Generator.of(this::run);
    private int cleanUps;

    private @Nullable Void run(Yielder<Integer, @Nullable Object> out) throws Exception {
      try {
        out.yield(cleanUps);
      } finally {
        cleanUps++;
      }
      return null;
    }
  }

  private static void assertLetGo(
      Consumer<Generator<Integer, @Nullable Object, @Nullable Void>> use)
      throws InterruptedException {
    ReferenceQueue<Owner> collected = new ReferenceQueue<>();
    WeakReference<Owner> owner = used(use, collected);

    for (int i = 0; i < 500 && owner.get() != null; i++) {
      System.gc();
      collected.remove(20);
    }

    assertSame(null, owner.get());
  }

  private static WeakReference<Owner> used(
      Consumer<Generator<Integer, @Nullable Object, @Nullable Void>> use,
      ReferenceQueue<Owner> collected) {
    Owner owner = new Owner();
    use.accept(owner.own);
    return new WeakReference<>(owner, collected);
  }

  @Test
  void a_finished_generator_that_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(own -> own.forEach(item -> {}));
  }

  @Test
  void a_closed_generator_that_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(
        own -> {
          own.next();
          own.close();
        });
  }

  @Test
  void a_fresh_generator_that_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(own -> {});
  }

  @Test
  void a_finished_delegate_that_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(
        own ->
            Generator.<Integer, @Nullable Object, @Nullable Void>of(out -> out.yieldFrom(own))
                .forEach(item -> {}));
  }

  @Test
  void a_delegate_that_was_closed_with_its_outer_and_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(
        own -> {
          Generator<Integer, @Nullable Object, @Nullable Void> outer =
              Generator.of(out -> out.yieldFrom(own));
          outer.next();
          outer.close();
        });
  }

  @Test
  void the_finished_generator_of_a_flux_that_leads_to_itself_is_let_go() throws Exception {
    assertLetGo(own -> Generator.<Integer>flux(() -> own).blockLast());
  }
}
