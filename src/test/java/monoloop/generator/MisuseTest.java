package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is not allowed is an error with a sentence that helps, at once, on both engines. */
@Tag("engines")
class MisuseTest {
  private static final String EXECUTING =
      "Generator[running] cannot be advanced from inside its own body, nor by another thread"
          + " while it runs";

  private final List<String> messages = new ArrayList<>();
  private Generator<Object, Object, Object> self;

  @Test
  void a_body_is_required() {
    GeneratorBody<Object, Object, Object> none = null;

    message(
        NullPointerException.class,
        "Generator.of needs a body, was null",
        () -> Generator.of(none));
    message(
        NullPointerException.class,
        "Generator.of needs a body, was null",
        () -> Generator.of(MethodHandles.lookup(), none));
    message(
        NullPointerException.class,
        "Generator.of needs a body, was null",
        () -> Generator.of(Engine.THREAD, none));
  }

  @Test
  void a_lookup_and_an_engine_are_required() {
    message(
        NullPointerException.class,
        "Generator.of needs a lookup, was null",
        () -> Generator.of((MethodHandles.Lookup) null, out -> out.yield(1)));
    message(
        NullPointerException.class,
        "Generator.of needs an engine, was null",
        () -> Generator.of((Engine) null, out -> out.yield(1)));
  }

  @ParameterizedTest
  @EnumSource
  void raising_null_changes_nothing(Engine engine) {
    Generator<Object, Object, Object> g = Generator.of(engine, out -> out.yield(1));

    message(NullPointerException.class, "raise needs a Throwable, was null", () -> g.raise(null));
    assertEquals(GeneratorState.CREATED, g.state());
    g.next();
    message(
        NullPointerException.class, "raise needs a Throwable, was null", () -> g.tryRaise(null));
    assertEquals(GeneratorState.SUSPENDED, g.state());
  }

  @ParameterizedTest
  @EnumSource
  void the_first_send_has_no_value(Engine engine) {
    Generator<Object, Object, Object> g = Generator.of(engine, out -> out.yield(1));

    message(
        IllegalStateException.class,
        "send(value) needs a generator that waits at a yield, but Generator[created] has not"
            + " started. Call next() first",
        () -> g.send("early"));
    assertEquals(1, g.send(null));
  }

  @ParameterizedTest
  @EnumSource
  void a_body_cannot_advance_itself(Engine engine) {
    self =
        Generator.of(
            engine,
            out -> {
              message(IllegalStateException.class, EXECUTING, self::next);
              message(IllegalStateException.class, EXECUTING, () -> self.send(1));
              message(IllegalStateException.class, EXECUTING, () -> self.raise(new Exception()));
              message(IllegalStateException.class, EXECUTING, self::close);
              return out.yield("unharmed");
            });

    assertEquals("unharmed", self.next());
    assertEquals(4, messages.size());
  }

  @ParameterizedTest
  @EnumSource
  void a_body_cannot_advance_itself_through_a_delegate(Engine engine) {
    self =
        Generator.of(
            engine,
            out -> {
              Generator<Object, Object, Object> inner =
                  Generator.of(
                      engine,
                      o -> {
                        message(IllegalStateException.class, EXECUTING, self::next);
                        return o.yield("from inside");
                      });
              return out.yieldFrom(inner);
            });

    assertEquals("from inside", self.next());
    assertEquals(1, messages.size());
  }

  @ParameterizedTest
  @EnumSource
  void a_body_cannot_delegate_to_itself(Engine engine) {
    self =
        Generator.of(
            engine,
            out -> {
              try {
                out.yieldFrom(self);
              } catch (IllegalStateException e) {
                messages.add(e.getMessage());
              }
              return out.yield("unharmed");
            });

    assertEquals("unharmed", self.next());
    assertEquals(List.of(EXECUTING), messages);
  }

  @ParameterizedTest
  @EnumSource
  void a_body_cannot_delegate_to_null(Engine engine) {
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              Generator<Object, Object, Object> none = null;
              List<Object> noItems = null;
              try {
                out.yieldFrom(none);
              } catch (NullPointerException e) {
                messages.add(e.getMessage());
              }
              try {
                out.yieldFrom(noItems);
              } catch (NullPointerException e) {
                messages.add(e.getMessage());
              }
              return out.yield("unharmed");
            });

    assertEquals("unharmed", g.next());
    assertEquals(
        List.of("yieldFrom needs a delegate, was null", "yieldFrom needs an Iterable, was null"),
        messages);
  }

  @ParameterizedTest
  @EnumSource
  void another_thread_is_refused_at_once(Engine engine) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              running.countDown();
              assertTrue(goOn.await(20, TimeUnit.SECONDS));
              return out.yield("unharmed");
            });
    List<Object> got = new ArrayList<>();
    Thread driver = Thread.ofPlatform().start(() -> got.add(g.next()));
    assertTrue(running.await(20, TimeUnit.SECONDS));

    message(IllegalStateException.class, EXECUTING, g::next);
    message(IllegalStateException.class, EXECUTING, () -> g.tryRaise(new Exception()));
    message(IllegalStateException.class, EXECUTING, g::close);
    assertEquals(GeneratorState.RUNNING, g.state());
    goOn.countDown();
    driver.join();
    assertEquals(List.of("unharmed"), got);
  }

  @ParameterizedTest
  @EnumSource
  void a_body_that_yields_while_it_is_closed_is_named_with_its_line(Engine engine) {
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              try {
                return out.yield(1);
              } finally {
                out.yield(2);
              }
            });
    g.next();

    String message = assertThrows(IllegalStateException.class, g::close).getMessage();
    assertTrue(
        message.matches(
            "Generator\\[suspended at"
                + " monoloop\\.generator\\.MisuseTest.*\\(MisuseTest\\.java:\\d+\\)\\] ignored"
                + " GeneratorExit: its body yielded while it was being closed"),
        message);
    assertEquals(GeneratorState.SUSPENDED, g.state());
    g.close();
    assertEquals(GeneratorState.CLOSED, g.state());
  }

  @ParameterizedTest
  @EnumSource
  void stop_iteration_does_not_leak_from_a_body(Engine engine) {
    StopIteration leak = new StopIteration("leak");
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              out.yield(1);
              throw leak;
            });
    g.next();

    IllegalStateException e =
        message(IllegalStateException.class, "generator raised StopIteration", g::next);
    assertSame(leak, e.getCause());
    assertEquals(GeneratorState.CLOSED, g.state());
  }

  @ParameterizedTest
  @EnumSource
  void stop_iteration_that_is_raised_does_not_leak_either(Engine engine) {
    Generator<Object, Object, Object> g = Generator.of(engine, out -> out.yield(1));
    g.next();

    message(
        IllegalStateException.class,
        "generator raised StopIteration",
        () -> g.raise(new StopIteration(null)));
  }

  @ParameterizedTest
  @EnumSource
  void a_closed_generator_is_finished(Engine engine) {
    Generator<Object, Object, Object> g = Generator.of(engine, out -> out.yield(1));
    g.next();
    g.close();

    g.close();
    assertNull(g.closeAndGet());
    message(StopIteration.class, "the generator has finished", g::next);
    message(StopIteration.class, "the generator has finished", () -> g.send("late"));
    message(
        IllegalArgumentException.class,
        "late",
        () -> g.raise(new IllegalArgumentException("late")));
    assertEquals(new Step.Returned<>(null), g.trySend("late"));
    assertEquals("Generator[closed]", g.toString());
  }

  @ParameterizedTest
  @EnumSource
  void only_the_first_stop_iteration_carries_the_return_value(Engine engine) {
    Generator<Object, Object, Object> g = Generator.of(engine, out -> "result");

    StopIteration first = message(StopIteration.class, "the generator returned result", g::next);
    assertEquals("result", first.value());
    assertNull(message(StopIteration.class, "the generator has finished", g::next).value());
  }

  @ParameterizedTest
  @EnumSource
  void raising_before_the_start_finishes_it(Engine engine) {
    Generator<Object, Object, Object> g =
        Generator.of(
            engine,
            out -> {
              throw new AssertionError("the body must not run");
            });

    message(
        IllegalArgumentException.class,
        "late",
        () -> g.raise(new IllegalArgumentException("late")));
    message(StopIteration.class, "the generator has finished", g::next);
  }

  private <T extends Throwable> T message(Class<T> type, String text, Executable call) {
    T thrown = assertThrows(type, call);
    assertEquals(text, thrown.getMessage());
    messages.add(text);
    return thrown;
  }
}
