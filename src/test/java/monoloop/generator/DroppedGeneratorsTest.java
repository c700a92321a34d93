package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generators that nobody drives to their end and nobody closes. */
@Tag("engines")
class DroppedGeneratorsTest {
  private final List<String> trail = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @EnumSource
  void its_finally_block_runs(Engine engine) throws InterruptedException {
    CountDownLatch cleaned = new CountDownLatch(1);
    startAndDrop(
        () ->
            Generator.of(
                engine,
                out -> {
                  threads.add(Thread.currentThread());
                  try {
                    return out.yield(1);
                  } finally {
                    trail.add("finally");
                    cleaned.countDown();
                  }
                }));

    collectUntil(cleaned);
    assertEquals(List.of("finally"), trail);
    assertNoThreadIsLeft(engine);
  }

  @ParameterizedTest
  @EnumSource
  void the_finally_blocks_of_a_delegation_run_from_inside_out(Engine engine)
      throws InterruptedException {
    CountDownLatch cleaned = new CountDownLatch(2);
    startAndDrop(
        () ->
            Generator.of(
                engine,
                out -> {
                  threads.add(Thread.currentThread());
                  Generator<Object, Object, Object> inner =
                      Generator.of(
                          engine,
                          o -> {
                            threads.add(Thread.currentThread());
                            try {
                              return o.yield(1);
                            } finally {
                              trail.add("inner");
                              cleaned.countDown();
                            }
                          });
                  try {
                    return out.yieldFrom(inner);
                  } finally {
                    trail.add("outer");
                    cleaned.countDown();
                  }
                }));

    collectUntil(cleaned);
    assertEquals(List.of("inner", "outer"), trail);
    assertNoThreadIsLeft(engine);
  }

  @ParameterizedTest
  @EnumSource
  void without_a_finally_block_it_is_just_collected(Engine engine) throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> captured = dropWithCaptured(engine, collected);

    assertTrue(isCollected(collected));
    assertEquals(null, captured.get());
    assertNoThreadIsLeft(engine);
  }

  private WeakReference<Object> dropWithCaptured(Engine engine, ReferenceQueue<Object> collected) {
    Object captured = new Object();
    startAndDrop(
        () ->
            Generator.of(
                engine,
                out -> {
                  threads.add(Thread.currentThread());
                  out.yield(1);
                  out.yield(2);
                  return captured.toString();
                }));
    return new WeakReference<>(captured, collected);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_never_started_runs_nothing(Engine engine) throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> fresh = new WeakReference<>(fresh(engine), collected);

    assertTrue(isCollected(collected));
    assertEquals(null, fresh.get());
    assertEquals(List.of(), trail);
  }

  private Generator<Object, Object, Object> fresh(Engine engine) {
    return Generator.of(
        engine,
        out -> {
          try {
            return out.yield(1);
          } finally {
            trail.add("must not run");
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void its_iterator_keeps_it_alive(Engine engine) throws InterruptedException {
    Iterator<Object> iterator = started(engine).iterator();
    collectOtherThings();

    assertEquals(2, iterator.next());
    assertEquals(List.of(), trail);
  }

  @ParameterizedTest
  @EnumSource
  void a_body_that_delegates_to_it_keeps_it_alive(Engine engine) throws InterruptedException {
    Generator<Object, Object, Object> outer =
        Generator.of(engine, out -> out.yieldFrom(started(engine)));
    outer.next();
    collectOtherThings();

    assertEquals(3, outer.next());
    assertEquals(List.of(), trail);
  }

  private Generator<Object, Object, Object> started(Engine engine) {
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              try {
                for (int i = 1; ; i++) {
                  out.yield(i);
                }
              } finally {
                trail.add("finally");
              }
            });
    g.next();
    return g;
  }

  @ParameterizedTest
  @EnumSource
  void a_thousand_of_them_leave_nothing_behind(Engine engine) throws InterruptedException {
    CountDownLatch cleaned = new CountDownLatch(1_000);
    for (int i = 0; i < 1_000; i++) {
      startAndDrop(
          () ->
              Generator.of(
                  engine,
                  out -> {
                    threads.add(Thread.currentThread());
                    try {
                      return out.yield(1);
                    } finally {
                      cleaned.countDown();
                    }
                  }));
    }

    collectUntil(cleaned);
    assertNoThreadIsLeft(engine);
  }

  /** In a method of its own, so that no local of a test keeps it. */
  private static void startAndDrop(Supplier<Generator<Object, Object, Object>> generator) {
    generator.get().next();
  }

  private static void collectUntil(CountDownLatch done) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      System.gc();
      if (done.await(50, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    throw new AssertionError(done.getCount() + " clean-ups have not run");
  }

  private static boolean isCollected(ReferenceQueue<?> queue) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      System.gc();
      if (queue.remove(50) != null) {
        return true;
      }
    }
    return false;
  }

  /** Several collections, of which at least one has done its work. */
  private static void collectOtherThings() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    for (int i = 0; i < 3; i++) {
      WeakReference<Object> other = new WeakReference<>(new Object(), queue);
      assertTrue(isCollected(queue));
      assertEquals(null, other.get());
    }
  }

  private void assertNoThreadIsLeft(Engine engine) throws InterruptedException {
    for (Thread t : threads) {
      if (t != Thread.currentThread()) {
        assertTrue(t.join(Duration.ofSeconds(20)), () -> t + " is still there");
      }
    }
    assertTrue(engine == Engine.COMPILED || !threads.isEmpty());
  }
}
