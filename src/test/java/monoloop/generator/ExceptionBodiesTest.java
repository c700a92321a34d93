package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.Script.log;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engines")
class ExceptionBodiesTest {

  @Nested
  class Catch {

    @Test
    void catches_what_the_body_throws_and_what_is_raised() {
      body(out -> {
            int i = 0;
            while (true) {
              try {
                i += out.yield(i);
                if (i > 3) {
                  throw new IllegalStateException("i" + i);
                }
              } catch (IllegalStateException e) {
                out.yield(e.getMessage());
                i = 0;
              } catch (IllegalArgumentException e) {
                return "argument " + e.getMessage() + i;
              }
            }
          })
          .sends(1, 3, 0, 2)
          .raises(() -> new IllegalArgumentException("x"))
          .gives("yield 0", "yield 1", "yield i4", "yield 0", "yield 2", "return argument x2");
    }

    @Test
    void does_not_catch_another_type() {
      body(out -> {
            try {
              out.yield(1);
            } catch (IllegalStateException e) {
              log("must not happen");
            } finally {
              log("finally");
            }
            return 1;
          })
          .raises(() -> new IOException("disk"))
          .gives("yield 1", "finally", "threw IOException: disk");
    }

    @Test
    void yields_inside() {
      body(out -> {
            try {
              out.yield(1);
              throw new Exception("e");
            } catch (Exception e) {
              return out.yield(e.getMessage()) + e.getMessage();
            }
          })
          .sends(1, 2)
          .gives("yield 1", "yield e", "return 2e");
    }

    @Test
    void takes_one_of_several_types() {
      body(out -> {
            String seen = "";
            for (int i = 0; i < 3; i++) {
              try {
                out.yield(seen);
                seen += "-";
              } catch (IllegalStateException | IOException e) {
                seen += e.getClass().getSimpleName().charAt(7);
              }
            }
            return seen;
          })
          .raises(() -> new IOException("io"))
          .raises(() -> new IllegalStateException("state"))
          .sends(1)
          .gives("yield ", "yield t", "yield tS", "return tS-");
    }

    @Test
    void rethrows_what_was_raised() {
      body(out -> {
            try {
              out.yield(1);
            } catch (Exception e) {
              log("caught " + e.getMessage());
              throw e;
            }
            return 1;
          })
          .raises(() -> new IOException("disk"))
          .gives("yield 1", "caught disk", "threw IOException: disk");
    }

    @Test
    void keeps_locals_assigned_before_the_raise() {
      body(out -> {
            int n = 1;
            String s = "a";
            try {
              n = 2;
              out.yield(n);
              s = "b";
              n = out.yield(s);
              s = "c";
            } catch (RuntimeException e) {
              return s + n + e.getMessage();
            }
            return s + n;
          })
          .sends(1)
          .raises(() -> new IllegalStateException("now"))
          .gives("yield 2", "yield b", "return b2now");
    }
  }

  @Nested
  class Finally {

    @Test
    void runs_after_a_return() {
      body(out -> {
            try {
              return out.yield(1);
            } finally {
              log("finally");
            }
          })
          .sends(5)
          .gives("yield 1", "finally", "return 5");
    }

    @Test
    void runs_after_a_raise() {
      body(out -> {
            try {
              return out.yield(1);
            } finally {
              log("finally");
            }
          })
          .raises(() -> new RuntimeException("boo"))
          .gives("yield 1", "finally", "threw RuntimeException: boo");
    }

    @Test
    void yields_inside() {
      body(out -> {
            try {
              out.yield(1);
            } finally {
              log("one");
              int q = out.yield("in finally");
              log("two " + q);
            }
            return "r";
          })
          .raises(() -> new RuntimeException("boo"))
          .sends(4)
          .gives("yield 1", "one", "yield in finally", "two 4", "threw RuntimeException: boo");
    }

    @Test
    void a_second_exception_replaces_the_first() {
      body(out -> {
            try {
              out.yield(1);
            } finally {
              out.yield("in finally");
            }
            return "r";
          })
          .raises(() -> new RuntimeException("first"))
          .raises(() -> new RuntimeException("second"))
          .gives("yield 1", "yield in finally", "threw RuntimeException: second");
    }

    @Test
    @SuppressWarnings("finally")
    void its_return_wins() {
      body(out -> {
            try {
              return out.yield(1);
            } finally {
              if (out.yield("f") > 0) {
                return "from finally";
              }
            }
          })
          .sends(1, 1)
          .gives("yield 1", "yield f", "return from finally");
    }

    @Test
    @SuppressWarnings("finally")
    void its_return_swallows_a_close() {
      body(out -> {
            try {
              return out.yield(1);
            } finally {
              return "swallowed";
            }
          })
          .closes()
          .gives("yield 1", "closed with swallowed");
    }

    @Test
    void runs_on_break_and_continue() {
      body(out -> {
            for (int i = 0; i < 4; i++) {
              try {
                int n = out.yield(i);
                if (n == 0) {
                  continue;
                }
                if (n == 1) {
                  break;
                }
                log("through");
              } finally {
                log("finally " + out.yield("f" + i));
              }
            }
            return "end";
          })
          .sends(0, 10, 2, 20, 1, 30)
          .gives(
              "yield 0",
              "yield f0",
              "finally 10",
              "yield 1",
              "through",
              "yield f1",
              "finally 20",
              "yield 2",
              "yield f2",
              "finally 30",
              "return end");
    }

    @Test
    void blocks_of_nested_tries_run_from_inside_out() {
      body(out -> {
            try {
              try {
                out.yield(1);
              } catch (IllegalStateException e) {
                log("inner");
                throw new IllegalArgumentException("from inner");
              } finally {
                log("finally 1");
              }
            } catch (RuntimeException e) {
              log("outer " + e.getMessage());
              return out.yield("c");
            } finally {
              log("finally 2");
            }
            return "end";
          })
          .raises(IllegalStateException::new)
          .sends(3)
          .gives(
              "yield 1",
              "inner",
              "finally 1",
              "outer from inner",
              "yield c",
              "finally 2",
              "return 3");
    }
  }

  @Nested
  class Resources {

    @Test
    void are_closed_in_reverse_order() {
      body(out -> {
            try (Resource a = new Resource("a");
                Resource b = new Resource("b")) {
              out.yield(a.name);
              log("body");
              return out.yield(b.name);
            }
          })
          .sends(1, 2)
          .gives(
              "open a", "open b", "yield a", "body", "yield b", "close b", "close a", "return 2");
    }

    @Test
    void a_failing_close_is_suppressed() {
      body(out -> {
            try (Resource a = new Resource("bad")) {
              out.yield(a.name);
            }
            return 1;
          })
          .raises(() -> new RuntimeException("first"))
          .gives(
              "open bad",
              "yield bad",
              "close bad",
              "threw RuntimeException: first and IOException: close bad");
    }

    @Test
    void are_opened_with_a_value_that_was_sent() {
      body(out -> {
            try (Resource a = new Resource("a" + out.yield("which"))) {
              return out.yield(a.name);
            }
          })
          .sends(1, 2)
          .gives("yield which", "open a1", "yield a1", "close a1", "return 2");
    }
  }

  @Nested
  class Close {

    @Test
    void runs_finally_and_resources_but_no_catch_of_exceptions() {
      body(out -> {
            try (Resource a = new Resource("a")) {
              while (true) {
                out.yield(a.name);
              }
            } catch (Exception e) {
              log("must not happen");
              return 0;
            } finally {
              log("finally");
            }
          })
          .sends(1)
          .closes()
          .gives("open a", "yield a", "yield a", "close a", "finally", "closed with null");
    }

    @Test
    void is_ignored_by_a_body_that_catches_everything() {
      body(out -> {
            for (int i = 0; i < 3; i++) {
              try {
                out.yield(i);
              } catch (Throwable t) {
                log("caught " + t.getMessage());
              }
            }
            return "gave up";
          })
          .sends(1)
          .closes()
          .gives(
              "yield 0",
              "yield 1",
              "caught the generator is being closed",
              "threw IllegalStateException: Generator[suspended] ignored GeneratorExit:"
                  + " its body yielded while it was being closed",
              "caught the generator is being closed",
              "closed with gave up");
    }

    @Test
    void returns_what_the_body_answers() {
      body(out -> {
            try {
              out.yield(1);
            } catch (GeneratorExit e) {
              return "answer";
            }
            return "end";
          })
          .closes()
          .gives("yield 1", "closed with answer");
    }

    @Test
    void lets_another_exception_out() {
      body(out -> {
            try {
              out.yield(1);
            } catch (GeneratorExit e) {
              throw new IOException("cannot clean up");
            }
            return "end";
          })
          .closes()
          .gives("yield 1", "threw IOException: cannot clean up");
    }
  }

  static final class Resource implements AutoCloseable {
    final String name;

    Resource(String name) {
      this.name = name;
      log("open " + name);
    }

    @Override
    public void close() throws IOException {
      log("close " + name);
      if (name.equals("bad")) {
        throw new IOException("close " + name);
      }
    }
  }
}
