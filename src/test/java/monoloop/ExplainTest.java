package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import monoloop.generator.Body;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import monoloop.generator.GeneratorBody;
import org.junit.jupiter.api.Test;

/** Which engine, and why. */
class ExplainTest {
  private static final boolean THREAD = "thread".equals(System.getProperty("monoloop.engine"));

  private static final GeneratorBody<Integer, Object, Object> GENERATOR = out -> out.yield(1);
  private static final Coroutine<Object> COROUTINE = co -> co.await(Async.checkpoint());
  private static final AsyncGeneratorBody<Integer, Void> ASYNC_GENERATOR = co -> co.yield(1);
  private static final GroupBody<Object> GROUP = (co, group) -> co.await(Async.checkpoint());
  private static final TimeoutBody<Object> LIMITED = (co, timeout) -> co.await(Async.checkpoint());

  private static final ScopeBody<Object> SCOPE = (co, scope) -> co.await(Async.checkpoint());
  private static final StartBody<Object> START = (co, startup) -> co.await(Async.checkpoint());
  private static final ElementBody<Object, Object> ELEMENT =
      (co, element) -> co.await(Async.checkpoint());
  private static final CoroutineWith<Object, Object> WITH =
      (co, argument) -> co.await(Async.checkpoint());

  @Test
  void every_kind_of_body_is_explained() {
    for (Body body :
        List.of(
            GENERATOR, COROUTINE, ASYNC_GENERATOR, GROUP, LIMITED, SCOPE, START, ELEMENT, WITH)) {
      Explanation why = Monoloop.explain(body);

      assertEquals(THREAD ? Engine.THREAD : Engine.COMPILED, why.engine());
      assertEquals(
          THREAD
              ? "thread engine: -Dmonoloop.engine=thread is set"
              : "compiled: the body is a state machine",
          why.toString());
      assertEquals(why, Monoloop.explain(MethodHandles.lookup(), body));
    }
  }

  @Test
  void a_refused_body_says_why_and_where() {
    Coroutine<Object> leaking =
        co -> {
          System.identityHashCode(co);
          return null;
        };

    Explanation why = Monoloop.explain(leaking);

    assertEquals(Engine.THREAD, why.engine());
    if (!THREAD) {
      assertTrue(why.reason().contains("identityHashCode"), why.toString());
      assertTrue(why.place().contains("ExplainTest"), why.toString());
    }
    assertEquals("still works", Async.run(co -> co.await(Async.async(c -> "still works"))));
  }

  @Test
  void a_body_can_be_put_on_an_engine() {
    String thread =
        Async.run(
            Async.async(
                Engine.THREAD,
                co -> {
                  co.await(Async.checkpoint());
                  return Thread.currentThread().isVirtual() + " " + co.loop().isCurrent();
                }));
    Boolean generator =
        Async.<Boolean>flux(
                Engine.THREAD, co -> co.yield(Thread.currentThread().isVirtual()))
            .blockFirst();

    assertEquals("true true", thread);
    assertEquals(true, generator);
  }

  @Test
  void warming_runs_nothing() {
    Coroutine<Object> never =
        co -> {
          throw new AssertionError("must not run");
        };

    Monoloop.warm(never);
    Monoloop.warm(MethodHandles.lookup(), never);
  }

  @Test
  void only_bodies_are_explained() {
    assertThrows(IllegalArgumentException.class, () -> Monoloop.explain(null));
    assertThrows(IllegalArgumentException.class, () -> Monoloop.warm(new Body() {}));
    assertThrows(NullPointerException.class, () -> Monoloop.explain(null, COROUTINE));
  }
}
