package monoloop.conformance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import monoloop.generator.Generator;

/** Twins of 027 to 035: loops, pipelines, laziness. */
final class GenUseTwins extends Twins {
  /** A variable of the program that its bodies read. */
  private int factor;

  /** Leaving a loop does not close the generator. */
  @Scenario("027_gen_break_leaves_it_suspended")
  void breakLeavesItSuspended() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              try {
                for (int i = 0; i < 5; i++) {
                  out.yield(i);
                }
              } finally {
                print("  cleanup");
              }
              return null;
            });
    for (int x : it) {
      print("first loop", x);
      if (x == 1) {
        break;
      }
    }
    print("between");
    for (int x : it) {
      print("second loop", x);
    }
    for (int x : it) {
      print("never", x);
    }
    print("end");
  }

  /** A generator can be walked once; another call makes an independent one. */
  @Scenario("028_gen_one_pass_only")
  void onePassOnly() {
    Generator<Integer, Void, Void> it = oneTwo();
    print("iter(it) is it:", it.iterator() == it);
    print(sum(it), sum(it));
    print("two fresh calls are independent:");
    Generator<Integer, Void, Void> a = oneTwo();
    Generator<Integer, Void, Void> b = oneTwo();
    print(a.next(), a.next(), b.next());
  }

  private Generator<Integer, Void, Void> oneTwo() {
    return gen(
        out -> {
          out.yield(1);
          out.yield(2);
          return null;
        });
  }

  private static int sum(Iterable<Integer> items) {
    int sum = 0;
    for (int item : items) {
      sum += item;
    }
    return sum;
  }

  /** Closing the last stage of a pipeline of loops leaves the stages before it alone. */
  @Scenario("029_gen_pipeline_close_does_not_cross_for")
  void pipelineCloseDoesNotCrossFor() {
    Generator<Integer, Void, Void> up = cleaning("up", List.of(0, 1, 2));
    Generator<Integer, Void, Void> down = cleaning("down", up);
    down.next();
    down.close();
    print("down", stateOf(down));
    print("up", stateOf(up));
    print("up continues with", up.next());
    up.close();
  }

  private Generator<Integer, Void, Void> cleaning(String name, Iterable<Integer> source) {
    return gen(
        out -> {
          try {
            for (int x : source) {
              out.yield(x);
            }
          } finally {
            print("  cleanup", name);
          }
          return null;
        });
  }

  /** An error passes through every stage, innermost clean-up first. */
  @Scenario("030_gen_pipeline_error_passes_downstream")
  void pipelineErrorPassesDownstream() {
    Generator<Integer, Void, Void> source =
        gen(
            out -> {
              out.yield(1);
              throw new ValueError("bad record");
            });
    try {
      for (int x : seeing("outer", seeing("inner", source))) {
        print("item", x);
      }
    } catch (ValueError e) {
      print("caller:", e);
    }
  }

  private Generator<Integer, Void, Void> seeing(String name, Iterable<Integer> source) {
    return gen(
        out -> {
          try {
            for (int x : source) {
              out.yield(x);
            }
          } catch (ValueError e) {
            print("  seen by", name);
            throw e;
          } finally {
            print("  cleanup", name);
          }
          return null;
        });
  }

  /** Stages can push too: each receives by yield and sends on; close() is passed on by hand. */
  @Scenario("031_gen_push_pipeline")
  void pushPipeline() {
    Generator<Void, Integer, Void> printer =
        gen(
            out -> {
              try {
                while (true) {
                  print("  print", out.yield(null));
                }
              } finally {
                print("  printer closed");
              }
            });
    printer.next();
    Generator<Void, Integer, Void> p =
        gen(
            out -> {
              try {
                while (true) {
                  int x = out.yield(null);
                  printer.send(x * 2);
                }
              } finally {
                print("  doubler closed");
                printer.close();
              }
            });
    p.next();
    for (int i = 1; i <= 3; i++) {
      p.send(i);
    }
    p.close();
  }

  /** next() sends null, which a body can tell from data. */
  @Scenario("032_gen_send_vs_next_value")
  void sendVersusNextValue() {
    Generator<Integer, Integer, Void> it =
        gen(
            out -> {
              int i = 0;
              while (i < 10) {
                Integer jump = out.yield(i);
                i = jump == null ? i + 1 : jump;
              }
              return null;
            });
    List<Integer> seen = new ArrayList<>(List.of(it.next(), it.next()));
    seen.add(it.send(7));
    seen.add(it.next());
    seen.add(it.send(0));
    seen.add(it.next());
    print(seen);
    print(it.stream().toList());
  }

  /** A raised exception unwinds as if the yield itself had failed. */
  @Scenario("033_gen_nested_finally_order_on_throw")
  void nestedFinallyOrderOnThrow() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              try {
                try {
                  try {
                    out.yield(null);
                  } finally {
                    print("  f1");
                  }
                } catch (KeyError e) {
                  print("  wrong handler");
                } finally {
                  print("  f2");
                }
              } catch (ValueError e) {
                print("  handler");
                out.yield("recovered");
              } finally {
                print("  f3");
              }
              return null;
            });
    it.next();
    print(it.raise(new ValueError()));
    print(next(it, "end"));
  }

  /** An endless generator computes what is pulled, and no more. */
  @Scenario("034_gen_take_from_infinite")
  void takeFromInfinite() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              int n = 0;
              while (true) {
                print("  produce", n);
                out.yield(n);
                n += 1;
              }
            });
    print("islice", it.stream().limit(3).toList());
    print("next", it.next());
    print("takewhile", it.stream().takeWhile(x -> x < 6).toList());
    print("takewhile consumed one more:", it.next());
  }

  /** The source of a generator expression is evaluated at once, the rest when it is pulled. */
  @Scenario("035_gen_expression_laziness")
  void expressionLaziness() {
    factor = 1;
    Generator<Integer, Void, Void> e = timesFactor(source().iterator());
    print("created");
    factor = 2;
    print(e.next());
    factor = 3;
    print(e.next());
  }

  private List<Integer> source() {
    print("source evaluated");
    return List.of(1, 2, 3);
  }

  private Generator<Integer, Void, Void> timesFactor(Iterator<Integer> items) {
    return gen(
        out -> {
          while (items.hasNext()) {
            out.yield(tenfold(items.next()) * factor);
          }
          return null;
        });
  }

  private int tenfold(int x) {
    print("  f", x);
    return x * 10;
  }
}
