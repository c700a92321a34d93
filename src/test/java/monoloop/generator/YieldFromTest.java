package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Delegation to generators that are shared, driven from outside, or made by hand. */
class YieldFromTest {
  private final List<String> trace = new ArrayList<>();

  /** Yields n0, n1, ... and what it received; returns the name when told to stop. */
  private Generator<String, String, String> named(String name) {
    return Generator.of(
        out -> {
          try {
            String got = "";
            for (int i = 0; !"stop".equals(got); i++) {
              got = out.yield(name + i + (got == null ? "" : got));
            }
            return name;
          } finally {
            trace.add("cleanup " + name);
          }
        });
  }

  private Generator<String, String, String> outer(Generator<String, String, String> inner) {
    return Generator.of(
        out -> {
          String result = out.yieldFrom(inner);
          out.yield("result " + result);
          return "end";
        });
  }

  @Nested
  class ASuspendedDelegate {
    private final Generator<String, String, String> inner = named("g");
    private final Generator<String, String, String> it = outer(inner);

    @Test
    void may_have_started_before() {
      assertEquals("g0", inner.next());
      assertEquals("g1", it.next());
      assertEquals("g2!", it.send("!"));
    }

    @Test
    void can_be_stepped_from_outside_meanwhile() {
      it.next();

      assertEquals("g1a", inner.send("a"));
      assertEquals("g2b", it.send("b"));
      assertEquals("g3c", inner.send("c"));
      assertEquals(GeneratorState.SUSPENDED, inner.state());
      assertEquals(GeneratorState.SUSPENDED, it.state());
    }

    @Test
    void that_returns_from_outside_gives_its_result_there() {
      it.next();

      assertEquals(new Step.Returned<>("g"), inner.trySend("stop"));
      assertEquals("result null", it.next());
    }

    @Test
    void that_fails_from_outside_fails_there_only() {
      it.next();

      assertThrows(ArithmeticException.class, () -> inner.raise(new ArithmeticException()));
      assertEquals("result null", it.next());
    }

    @Test
    void that_was_finished_from_outside_still_lets_an_exit_through() {
      it.next();
      inner.close();
      it.close();

      assertEquals(GeneratorState.CLOSED, it.state());
      assertEquals(List.of("cleanup g"), trace);
    }

    @Test
    void in_the_middle_of_a_chain_can_be_stepped_and_closed() {
      Generator<String, String, String> top = outer(it);
      top.next();

      assertEquals("g1x", it.send("x"));
      assertEquals("g2y", top.send("y"));
      it.close();
      assertEquals(List.of("cleanup g"), trace);
      assertEquals("result null", top.next());
      assertEquals(GeneratorState.CLOSED, inner.state());
    }

    @Test
    void is_closed_with_its_outer() {
      it.next();
      it.close();

      assertEquals(GeneratorState.CLOSED, inner.state());
      assertEquals(List.of("cleanup g"), trace);
    }
  }

  @Nested
  class TwoOutersWithOneDelegate {
    private final Generator<String, String, String> inner = named("g");
    private final Generator<String, String, String> a = outer(inner);
    private final Generator<String, String, String> b = outer(inner);

    @Test
    void take_turns() {
      assertEquals("g0", a.next());
      assertEquals("g1", b.next());
      assertEquals("g2a", a.send("a"));
      assertEquals("g3b", b.send("b"));
    }

    @Test
    void the_one_that_ends_it_gets_the_result() {
      a.next();
      b.next();

      assertEquals("result g", b.send("stop"));
      assertEquals("result null", a.next());
    }

    @Test
    void closing_one_closes_the_delegate_for_both() {
      a.next();
      b.next();
      b.close();

      assertEquals(List.of("cleanup g"), trace);
      assertEquals("result null", a.next());
    }

    @Test
    void the_first_may_close_it_too() {
      a.next();
      b.next();
      a.close();

      assertEquals(List.of("cleanup g"), trace);
      assertEquals("result null", b.next());
    }
  }

  @Nested
  class ADelegateThatCannotBeEntered {
    private Generator<String, String, String> self;

    @Test
    void because_it_runs_is_an_error_at_the_call() {
      self =
          Generator.of(
              out -> {
                try {
                  return out.yieldFrom(self);
                } catch (IllegalStateException e) {
                  return out.yield("refused");
                }
              });

      assertEquals("refused", self.next());
    }

    @Test
    void because_it_is_an_outer_of_the_caller_is_an_error_at_the_call() {
      Generator<String, String, String> inner =
          Generator.of(
              out -> {
                try {
                  return out.yieldFrom(self);
                } catch (IllegalStateException e) {
                  return out.yield("refused");
                }
              });
      Generator<String, String, String> middle = outer(inner);
      self = middle;
      Generator<String, String, String> top = outer(middle);

      assertEquals("refused", top.next());
    }

    @Test
    void because_it_has_finished_gives_null_at_once() {
      Generator<String, String, String> inner = named("g");
      inner.close();

      assertEquals("result null", outer(inner).next());
    }

    @Test
    void because_there_is_none_is_an_error_at_the_call() {
      Generator<String, String, String> it =
          Generator.of(
              out -> {
                Generator<String, String, String> none = null;
                try {
                  return out.yieldFrom(none);
                } catch (NullPointerException e) {
                  return out.yield("refused");
                }
              });

      assertEquals("refused", it.next());
    }
  }

  @Nested
  class AGeneratorMadeByHand {

    @Test
    void gets_every_step_and_supplies_the_result() {
      Recording delegate = new Recording();
      Generator<String, String, String> it = outer(delegate);

      it.next();
      it.send("value");
      it.raise(new ArithmeticException("bad"));
      assertEquals("result by hand", it.send("stop"));
      assertEquals(List.of("next", "send value", "raise bad", "send stop"), delegate.calls);
    }

    @Test
    void is_closed_and_not_raised_into_by_an_exit() {
      Recording delegate = new Recording();
      Generator<String, String, String> it = outer(delegate);
      it.next();

      it.close();

      assertEquals(List.of("next", "close"), delegate.calls);
    }

    @Test
    void that_fails_to_close_replaces_the_exit() {
      ArithmeticException failure = new ArithmeticException("stuck");
      Recording delegate =
          new Recording() {
            @Override
            public void close() {
              throw failure;
            }
          };
      Generator<String, String, String> it = outer(delegate);
      it.next();

      assertSame(failure, assertThrows(ArithmeticException.class, it::close));
    }
  }

  @Nested
  class AnIterable {
    @Test
    void that_turns_out_to_be_a_generator_gives_its_return_value() {
      Iterable<String> declared = named("g");
      Generator<String, String, String> it =
          Generator.of(
              out -> {
                String result = out.yieldFrom(declared);
                return "result " + result;
              });

      assertEquals("g0", it.next());
      assertEquals("g1a", it.send("a"));
      assertEquals(new Step.Returned<>("result g"), it.trySend("stop"));
    }

    @Test
    void that_is_a_generator_of_a_narrower_send_type_gives_its_return_value() {
      Generator<String, String, String> narrow = named("g");
      Generator<String, Object, Object> it =
          Generator.of(
              out -> {
                Object result = out.yieldFrom(narrow);
                return result;
              });

      assertEquals("g0", it.next());
      assertEquals("g1a", it.send("a"));
      assertEquals(new Step.Returned<>("g"), it.trySend("stop"));
    }

    @Test
    void that_is_a_generator_of_a_narrower_send_type_gets_what_is_sent_unchecked() {
      Generator<String, String, String> narrow = named("g");
      Generator<String, Object, Object> it = Generator.of(out -> out.yieldFrom(narrow));
      it.next();

      assertThrows(ClassCastException.class, () -> it.send(1));
      assertEquals(List.of("cleanup g"), trace);
    }

    @Test
    void is_asked_for_items_one_at_a_time() {
      Iterable<String> items =
          () ->
              new Iterator<>() {
                private int n;

                @Override
                public boolean hasNext() {
                  return n < 2;
                }

                @Override
                public String next() {
                  trace.add("item " + n);
                  return "i" + n++;
                }
              };
      Generator<String, Void, Void> it = Generator.of(out -> out.yieldFrom(items));

      it.next();
      assertEquals(List.of("item 0"), trace);
      it.next();
      assertEquals(List.of("item 0", "item 1"), trace);
      assertNull(assertThrows(StopIteration.class, it::next).value());
    }

    @Test
    void that_fails_raises_its_error_in_the_outer_body() {
      Iterable<String> broken =
          () -> {
            throw new ArithmeticException("no iterator");
          };
      Generator<String, Void, Void> it =
          Generator.of(
              out -> {
                try {
                  out.yieldFrom(broken);
                } catch (ArithmeticException e) {
                  out.yield(e.getMessage());
                }
                return null;
              });

      assertEquals("no iterator", it.next());
    }
  }

  /** A generator made by hand that notes what is asked of it. */
  private static class Recording implements Generator<String, String, String> {
    final List<String> calls = new ArrayList<>();

    private Step<String, String> note(String call) {
      calls.add(call);
      return call.equals("send stop") ? new Step.Returned<>("by hand") : new Step.Yielded<>(call);
    }

    @Override
    public Step<String, String> tryNext() {
      return note("next");
    }

    @Override
    public Step<String, String> trySend(String value) {
      return note("send " + value);
    }

    @Override
    public Step<String, String> tryRaise(Throwable thrown) {
      return note("raise " + thrown.getMessage());
    }

    @Override
    public void close() {
      calls.add("close");
    }

    @Override
    public String next() {
      throw new AssertionError("a delegator takes the steps that do not throw");
    }

    @Override
    public String send(String value) {
      throw new AssertionError("a delegator takes the steps that do not throw");
    }

    @Override
    public String raise(Throwable thrown) {
      throw new AssertionError("a delegator takes the steps that do not throw");
    }

    @Override
    public String closeAndGet() {
      throw new AssertionError("a delegator does not ask for the answer to close()");
    }

    @Override
    public GeneratorState state() {
      return GeneratorState.SUSPENDED;
    }

    @Override
    public Iterator<String> iterator() {
      throw new AssertionError("a delegator takes single steps");
    }
  }
}
