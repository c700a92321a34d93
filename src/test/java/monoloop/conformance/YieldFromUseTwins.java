package monoloop.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;

/** Twins of 061 to 070: what delegation is good for, and its corners. */
final class YieldFromUseTwins extends Twins {

  /** What one run of the averager of 064 found. */
  private record Group(int n, int total) {}

  /** Recursive delegation flattens lazily. */
  @Scenario("061_yieldfrom_flatten")
  void flatten() {
    Generator<Object, Void, Void> it =
        flatten(List.of(1, List.of(2, List.of(3, 4)), List.of(5, List.of(6))));
    for (int i = 0; i < 4; i++) {
      print(it.next());
    }
    it.close();
    print("rest not visited");
  }

  private Generator<Object, Void, Void> flatten(Object x) {
    return gen(
        out -> {
          if (x instanceof List<?> list) {
            print("  open list of", list.size());
            for (Object e : list) {
              out.yieldFrom(flatten(e));
            }
          } else {
            out.yield(x);
          }
          return null;
        });
  }

  /** A raised StopIteration leaks from a generator as an error, and ends plain items. */
  @Scenario("062_yieldfrom_stopiteration_thrown_through")
  void stopIterationThrownThrough() {
    Generator<Object, Void, Object> inner =
        gen(
            out -> {
              out.yield(1);
              return null;
            });
    Generator<Object, Void, Void> it = noting(inner);
    it.next();
    print(it.raise(new StopIteration("fake")));
    it = notingItems(List.of(1));
    it.next();
    print(it.raise(new StopIteration("fake")));
  }

  private Generator<Object, Void, Void> noting(Generator<Object, Void, Object> source) {
    return gen(
        out -> {
          try {
            Object r = out.yieldFrom(source);
            out.yield("unexpected " + str(r));
          } catch (StopIteration e) {
            out.yield("outer caught stop " + str(e.value()));
          } catch (IllegalStateException e) {
            out.yield("outer caught runtime, cause " + nameOf(e.getCause()));
          }
          return null;
        });
  }

  private Generator<Object, Void, Void> notingItems(Iterable<Integer> source) {
    return gen(
        out -> {
          try {
            Object r = out.yieldFrom(source);
            out.yield("unexpected " + str(r));
          } catch (StopIteration e) {
            out.yield("outer caught stop " + str(e.value()));
          }
          return null;
        });
  }

  /** While a delegate's finally yields, the error waits; then it surfaces in the outer body. */
  @Scenario("063_yieldfrom_finally_yields_during_throw")
  void finallyYieldsDuringThrow() {
    Generator<String, Void, Void> inner =
        gen(
            out -> {
              try {
                out.yield("work");
              } finally {
                out.yield("cleanup step");
              }
              return null;
            });
    Generator<String, Void, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(inner);
              } catch (ValueError e) {
                out.yield("outer handles now");
              }
              return null;
            });
    print(it.next());
    print(it.raise(new ValueError()));
    print(it.next());
    print(next(it, "end"));
  }

  /** The outer body collects one result for each run of its delegate. */
  @Scenario("064_yieldfrom_grouper_accumulates")
  void grouperAccumulates() {
    Map<String, Group> results = new LinkedHashMap<>();
    Map<String, List<Integer>> input = new LinkedHashMap<>();
    input.put("a", List.of(1, 2, 3));
    input.put("b", List.of());
    input.put("c", List.of(10));
    input.forEach(
        (key, values) -> {
          Generator<Void, Integer, Void> g =
              gen(
                  out -> {
                    while (true) {
                      results.put(key, out.yieldFrom(averager()));
                    }
                  });
          g.next();
          values.forEach(g::send);
          g.send(null);
          g.close();
        });
    results.forEach((key, group) -> print(key, group.n(), group.total()));
  }

  private Generator<Void, Integer, Group> averager() {
    return gen(
        out -> {
          int total = 0;
          int n = 0;
          while (true) {
            Integer x = out.yield(null);
            if (x == null) {
              return new Group(n, total);
            }
            total += x;
            n += 1;
          }
        });
  }

  /** The input that ends a delegate has been consumed by it. */
  @Scenario("065_yieldfrom_switch_delegates_by_input")
  void switchDelegatesByInput() {
    Generator<String, String, String> it =
        gen(
            out -> {
              for (String name : List.of("red", "green", "blue")) {
                out.yieldFrom(mode(name));
              }
              return "no more modes";
            });
    print(it.next());
    for (String cmd : List.of("x", "next mode", "y", "next mode", "next mode")) {
      try {
        print(it.send(cmd));
      } catch (StopIteration e) {
        print("end:", e.value());
      }
    }
  }

  private Generator<String, String, Void> mode(String name) {
    return gen(
        out -> {
          while (true) {
            String cmd = out.yield(name);
            if (cmd.equals("next mode")) {
              return null;
            }
            print("  ", name, "handles", cmd);
          }
        });
  }

  /** An error of the outer body replaces the delegate's error that it handles. */
  @Scenario("066_yieldfrom_context_across_delegation")
  void contextAcrossDelegation() {
    Generator<Integer, Void, Void> inner =
        gen(
            out -> {
              out.yield(1);
              throw new KeyError("inner");
            });
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(inner);
              } catch (KeyError e) {
                throw new ValueError("outer");
              }
              return null;
            });
    it.next();
    try {
      it.next();
    } catch (ValueError e) {
      print(e);
    }
  }

  /** A fresh delegate retries what failed; the consumer sees one stream. */
  @Scenario("067_yieldfrom_retry_delegate")
  void retryDelegate() {
    Generator<String, Void, Integer> it =
        gen(
            out -> {
              int n = 1;
              while (true) {
                try {
                  int used = out.yieldFrom(attempt(n));
                  return used;
                } catch (ConnectionError e) {
                  print("  retry after", e);
                  n += 1;
                }
              }
            });
    try {
      while (true) {
        print(it.next());
      }
    } catch (StopIteration e) {
      print("attempts", e.value());
    }
  }

  private Generator<String, Void, Integer> attempt(int n) {
    return gen(
        out -> {
          print("  attempt", n);
          out.yield("row of attempt " + n);
          if (n < 3) {
            throw new ConnectionError("lost " + n);
          }
          out.yield("final row");
          return n;
        });
  }

  /** A loop that yields again is no delegation: what is sent and raised stops there. */
  @Scenario("068_yieldfrom_versus_for_loop")
  void versusForLoop() {
    Generator<String, String, Void> byLoop =
        gen(
            out -> {
              for (String x : receiving()) {
                out.yield(x);
              }
              return null;
            });
    Generator<String, String, Void> byDelegation = gen(out -> out.yieldFrom(receiving()));
    sendAndRaise("by_loop", byLoop);
    sendAndRaise("by_delegation", byDelegation);
  }

  private Generator<String, String, Void> receiving() {
    return gen(
        out -> {
          try {
            String got = out.yield("inner");
            print("  inner got", got);
            out.yield("inner 2");
          } catch (ValueError e) {
            out.yield("inner handled");
          }
          return null;
        });
  }

  private void sendAndRaise(String name, Generator<String, String, Void> it) {
    it.next();
    print(name, it.send("hi"));
    try {
      print(name, it.raise(new ValueError()));
    } catch (ValueError e) {
      print(name, "error came out");
    }
  }

  /** Raising into a fresh outer generator does not touch its delegate. */
  @Scenario("069_yieldfrom_throw_before_outer_started")
  void throwBeforeOuterStarted() {
    Generator<Integer, Void, String> inner =
        gen(
            out -> {
              print("  inner must not run");
              out.yield(1);
              return "inner intact";
            });
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              print("  outer must not run");
              out.yieldFrom(inner);
              return null;
            });
    step("throw", () -> it.raise(new ValueError()));
    step("outer", it::next);
    it.close();
    inner.close();
    step("inner after close", inner::next);
  }

  /** close() gives what the outer body returns, not what the delegate does. */
  @Scenario("070_yieldfrom_value_returned_by_close")
  void valueReturnedByClose() {
    Generator<Integer, Void, String> inner = answering();
    inner.next();
    print("inner", inner.closeAndGet());
    Generator<Integer, Void, String> silent = gen(out -> out.yieldFrom(answering()));
    silent.next();
    print("silent", silent.closeAndGet());
    Generator<Integer, Void, String> summing =
        gen(
            out -> {
              try {
                return out.yieldFrom(answering());
              } catch (GeneratorExit e) {
                return "outer value";
              }
            });
    summing.next();
    print("summing", summing.closeAndGet());
  }

  private Generator<Integer, Void, String> answering() {
    return gen(
        out -> {
          try {
            out.yield(1);
          } catch (GeneratorExit e) {
            return "inner value";
          }
          return null;
        });
  }
}
