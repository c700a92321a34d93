package monoloop.conformance;

import java.util.ArrayList;
import java.util.List;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;

/** Twins of 052 to 060: kinds of delegates, and chains of them. */
final class YieldFromDelegateTwins extends Twins {
  /** A variable of the program that its own bodies use. */
  private Generator<String, Void, Void> it;

  /** An exit that is raised closes the delegate and then goes to the outer body. */
  @Scenario("052_yieldfrom_throw_generator_exit_closes_delegate")
  void throwGeneratorExitClosesDelegate() {
    Delegate delegate =
        new Delegate() {
          @Override
          public Object next() {
            return 1;
          }

          @Override
          public Object raise(Throwable thrown) {
            print("  delegate.throw");
            return null;
          }

          @Override
          public void close() {
            print("  delegate.close");
          }
        };
    Generator<Object, Object, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(delegate);
              } catch (GeneratorExit e) {
                out.yield("outer saw exit and goes on");
              }
              return null;
            });
    it.next();
    print(it.raise(new GeneratorExit()));
  }

  /** A generator written by hand gets next() for null, and send, raise and close as they come. */
  @Scenario("053_yieldfrom_custom_delegate_protocol")
  void customDelegateProtocol() {
    Delegate delegate =
        new Delegate() {
          @Override
          public Object next() {
            return "next";
          }

          @Override
          public Object send(Object value) {
            return "send " + str(value);
          }

          @Override
          public Object raise(Throwable thrown) {
            return "throw " + nameOf(thrown);
          }

          @Override
          public void close() {
            print("close");
          }
        };
    Generator<Object, Object, Object> it = gen(out -> out.yieldFrom(delegate));
    print(it.send(null));
    print(it.send(0));
    print(it.next());
    print(it.raise(new ValueError()));
    print(it.send(false));
    it.close();
  }

  /** A generator written by hand ends with a value at next, send or raise. */
  @Scenario("054_yieldfrom_custom_delegate_ends_with_value")
  void customDelegateEndsWithValue() {
    for (String where : List.of("next", "send", "throw")) {
      Generator<Object, Object, Void> it =
          gen(
              out -> {
                Object r = out.yieldFrom(new Ending(where));
                out.yield("result " + r);
                return null;
              });
      it.next();
      print(
          switch (where) {
            case "next" -> it.next();
            case "send" -> it.send(1);
            default -> it.raise(new ValueError());
          });
    }
  }

  /** The delegate of 054. */
  private static final class Ending extends Delegate {
    private final String where;
    private boolean started;

    Ending(String where) {
      this.where = where;
    }

    @Override
    public Object next() {
      if (started && where.equals("next")) {
        throw new StopIteration("v-next");
      }
      started = true;
      return "item";
    }

    @Override
    public Object send(Object value) {
      throw new StopIteration("v-send");
    }

    @Override
    public Object raise(Throwable thrown) {
      throw new StopIteration("v-throw");
    }
  }

  /** A delegate that yields nothing does not suspend the outer body. */
  @Scenario("055_yieldfrom_empty_delegate_value")
  void emptyDelegateValue() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              String a = out.yieldFrom(instant());
              String b = out.yieldFrom(instant());
              out.yield(a + "+" + b);
              return null;
            });
    print(it.next());
    print(next(it, "end"));
  }

  private Generator<String, Void, String> instant() {
    return gen(out -> "instant");
  }

  /** If somebody else closes the delegate, the outer body goes on with null. */
  @Scenario("056_yieldfrom_delegate_closed_from_outside")
  void delegateClosedFromOutside() {
    Generator<Object, Void, String> g =
        gen(
            out -> {
              out.yield(1);
              out.yield(2);
              return "never";
            });
    Generator<Object, Void, Void> it =
        gen(
            out -> {
              String r = out.yieldFrom(g);
              out.yield("outer resumed with " + str(r));
              return null;
            });
    print(it.next());
    g.close();
    print(it.next());
  }

  /** While the delegate runs, the outer generator is running too. */
  @Scenario("057_yieldfrom_delegate_runs_while_outer_reports_running")
  void delegateRunsWhileOuterReportsRunning() {
    Generator<String, Void, Void> inner =
        gen(
            out -> {
              for (String name : List.of("next", "close")) {
                try {
                  if (name.equals("next")) {
                    it.next();
                  } else {
                    it.close();
                  }
                } catch (IllegalStateException e) {
                  print(nameOf(e).equals("ValueError") ? "  outer busy for " + name : e);
                }
              }
              out.yield("ok");
              return null;
            });
    it =
        gen(
            out -> {
              out.yieldFrom(inner);
              return null;
            });
    print(it.next());
    print(next(it, "end"));
  }

  /** An error of the delegate's first step surfaces where the outer body delegates. */
  @Scenario("058_yieldfrom_first_step_fails")
  void firstStepFails() {
    Generator<Object, Void, Void> bad =
        gen(
            out -> {
              throw new ValueError("init failed");
            });
    List<Iterable<?>> sources = List.of(bad, List.of(1, 2));
    Generator<Object, Void, Void> outer =
        gen(
            out -> {
              for (Iterable<?> source : sources) {
                try {
                  out.yieldFrom(source);
                } catch (ValueError e) {
                  out.yield("skipped: " + e.getMessage());
                }
              }
              return null;
            });
    outer.forEach(this::print);
  }

  /** A hundred levels are as transparent as one. */
  @Scenario("059_yieldfrom_deep_chain_direct")
  void deepChainDirect() {
    Generator<String, Integer, Integer> it = counting(100);
    print(it.next());
    print(it.send(10));
    print(it.send(20));
    try {
      it.send(30);
    } catch (StopIteration e) {
      print("value", e.value());
    }
  }

  private Generator<String, Integer, Integer> counting(int n) {
    return gen(out -> n == 0 ? out.yieldFrom(leaf()) : out.yieldFrom(counting(n - 1)) + 1);
  }

  private Generator<String, Integer, Integer> leaf() {
    return gen(
        out -> {
          List<Integer> got = new ArrayList<>();
          while (got.size() < 3) {
            got.add(out.yield("leaf has " + got.size()));
          }
          return got.stream().mapToInt(Integer::intValue).sum();
        });
  }

  /** An error raised through fifty levels passes each of them once, on the way out. */
  @Scenario("060_yieldfrom_deep_chain_throw")
  void deepChainThrow() {
    List<Integer> passed = new ArrayList<>();
    Generator<String, Void, Void> it = noting(1, passed);
    print(it.next());
    try {
      it.raise(new ValueError("x"));
    } catch (ValueError e) {
      print("caller got", e);
    }
    print("levels", passed.size(), "first", passed.getFirst(), "last", passed.getLast());
  }

  private Generator<String, Void, Void> noting(int n, List<Integer> passed) {
    return gen(
        out -> {
          try {
            if (n == 50) {
              out.yield("bottom");
            } else {
              out.yieldFrom(noting(n + 1, passed));
            }
          } catch (ValueError e) {
            passed.add(n);
            throw e;
          }
          return null;
        });
  }
}
