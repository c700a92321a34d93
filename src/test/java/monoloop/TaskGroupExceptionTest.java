package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Several failures in one, and Reactor's form of the same. */
class TaskGroupExceptionTest {
  private final IOException io = new IOException("io");
  private final IllegalStateException state = new IllegalStateException("state");
  private final ArithmeticException math = new ArithmeticException("math");

  @Test
  void what_reactor_collects_becomes_a_group_with_the_same_structure() {
    Throwable error = Exceptions.multiple(io, Exceptions.multiple(state, math));

    TaskGroupException group = TaskGroupException.from(error);

    assertSame(io, group.failures().getFirst());
    TaskGroupException nested = (TaskGroupException) group.failures().getLast();
    assertEquals(List.of(state, math), nested.failures());
  }

  @Test
  void a_group_becomes_what_reactor_collects_and_comes_back_the_same() {
    TaskGroupException group =
        new TaskGroupException(List.of(io, new TaskGroupException(List.of(state, math))));

    RuntimeException reactor = group.toReactor();

    assertTrue(Exceptions.isMultiple(reactor));
    assertSame(io, Exceptions.unwrapMultiple(reactor).getFirst());
    assertEquals(List.of(io, state, math), TaskGroupException.from(reactor).leaves());
  }

  @Test
  void a_plain_error_comes_with_what_it_has_suppressed() {
    io.addSuppressed(state);

    assertEquals(List.of(io, state), TaskGroupException.from(io).failures());
    assertEquals(List.of(math), TaskGroupException.from(math).failures());
  }

  @Test
  void a_group_stays_the_same_even_if_reactor_has_wrapped_it() {
    TaskGroupException group = new TaskGroupException(List.of(io));

    assertSame(group, TaskGroupException.from(group));
    assertEquals(List.of(io), TaskGroupException.from(Exceptions.propagate(io)).failures());
  }

  @Test
  void errors_that_operators_delay_are_found() {
    Flux<Object> both =
        Flux.mergeDelayError(1, Mono.error(io).flux(), Mono.error(state).flux());

    Throwable thrown = both.materialize().blockLast().getThrowable();

    assertEquals(List.of(io, state), TaskGroupException.from(thrown).leaves());
  }
}
