package monoloop.conformance;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;

/** Twins of 042 to 051: what is sent, raised and closed goes to the delegate. */
final class YieldFromTwins extends Twins {

  /** What is sent goes straight to the delegate; its return value comes back to the outer body. */
  @Scenario("042_yieldfrom_send_reaches_delegate")
  void sendReachesDelegate() {
    Generator<Object, Object, Integer> inner =
        gen(
            out -> {
              int total = 0;
              while (true) {
                Object x = out.yield(total);
                if (x == null) {
                  return total;
                }
                total += (Integer) x;
              }
            });
    Generator<Object, Object, Void> it =
        gen(
            out -> {
              int result = out.yieldFrom(inner);
              Object x = out.yield("inner returned " + result);
              out.yield("outer got " + x);
              return null;
            });
    print(it.next());
    print(it.send(5));
    print(it.send(7));
    print(it.send(null));
    print(it.send("direct"));
  }

  /** Any iterable can be delegated to; its value is null. */
  @Scenario("043_yieldfrom_plain_iterables")
  void plainIterables() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("k1", 1);
    map.put("k2", 2);
    Iterator<Integer> seven = List.of(7).iterator();
    Iterable<Integer> iterator = () -> seven;
    List<Iterable<?>> sources =
        List.of(
            List.of(0, 1),
            List.of(10, 20),
            List.of("ab".split("")),
            map.keySet(),
            iterator,
            List.of());
    Generator<Object, Void, String> it =
        gen(
            out -> {
              for (Iterable<?> source : sources) {
                Object r = out.yieldFrom(source);
                if (r != null) {
                  out.yield("unexpected");
                }
              }
              return "all plain";
            });
    while (true) {
      try {
        print(it.next());
      } catch (StopIteration e) {
        print(e.value());
        break;
      }
    }
  }

  /** Sending null to what iterates over items is a plain next(). */
  @Scenario("044_yieldfrom_send_none_to_plain_iterable")
  void sendNoneToPlainIterable() {
    Generator<Integer, Void, Void> it = gen(out -> out.yieldFrom(List.of(1, 2, 3)));
    print(it.send(null));
    print(it.send(null));
    print(it.next());
    print(next(it, "end"));
  }

  /** Items cannot receive: the outer body gets an error and no item is lost. */
  @Scenario("045_yieldfrom_send_value_to_plain_iterable")
  void sendValueToPlainIterable() {
    Generator<Integer, String, Void> it =
        gen(
            out -> {
              Iterator<Integer> source = List.of(1, 2, 3).iterator();
              try {
                out.yieldFrom(() -> source);
              } catch (UnsupportedOperationException e) {
                print("  delegate cannot receive");
              }
              return out.yieldFrom(() -> source);
            });
    print(it.next());
    print(it.send("x"));
    print(it.stream().toList());
  }

  /** What the delegate does not catch surfaces where the outer body delegates. */
  @Scenario("046_yieldfrom_throw_not_caught_by_delegate")
  void throwNotCaughtByDelegate() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(cleaning());
              } catch (KeyError e) {
                print("  outer caught", nameOf(e));
                out.yield("outer alive");
              }
              return null;
            });
    print(it.next());
    print(it.raise(new KeyError("k")));
    print(next(it, "end"));
  }

  private Generator<String, Void, Void> cleaning() {
    return gen(
        out -> {
          try {
            out.yield("inner");
          } finally {
            print("  inner finally");
          }
          return null;
        });
  }

  /** The outer body sees the error that the delegate made of the raised one. */
  @Scenario("047_yieldfrom_throw_converted_by_delegate")
  void throwConvertedByDelegate() {
    Generator<String, Void, Void> inner =
        gen(
            out -> {
              try {
                out.yield("inner");
              } catch (KeyError e) {
                throw (ValueError) new ValueError("converted").initCause(e);
              }
              return null;
            });
    Generator<String, Void, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(inner);
              } catch (KeyError e) {
                print("  wrong branch");
              } catch (ValueError e) {
                out.yield("outer: " + e.getMessage() + ", cause " + nameOf(e.getCause()));
              }
              return null;
            });
    it.next();
    print(it.raise(new KeyError()));
  }

  /** An error unwinds the delegation level by level, from the innermost outwards. */
  @Scenario("048_yieldfrom_throw_bubbles_level_by_level")
  void throwBubblesLevelByLevel() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              out.yieldFrom(level(1, 2));
              out.yield("survived");
              return null;
            });
    print(it.next());
    print(it.raise(new ValueError()));
  }

  private Generator<String, Void, Void> level(int n, int catchAt) {
    return gen(
        out -> {
          try {
            if (n == 4) {
              out.yield("deep");
            } else {
              out.yieldFrom(level(n + 1, catchAt));
            }
          } catch (ValueError e) {
            print("  level", n, "sees it");
            if (n == catchAt) {
              return null;
            }
            throw e;
          } finally {
            print("  level", n, "cleanup");
          }
          print("  level", n, "not here");
          return null;
        });
  }

  /** Closing starts with the innermost delegate. */
  @Scenario("049_yieldfrom_close_reaches_delegate")
  void closeReachesDelegate() {
    Generator<Integer, Void, Void> leaf =
        gen(
            out -> {
              try {
                out.yield(1);
              } finally {
                print("  leaf closed");
              }
              return null;
            });
    Generator<Integer, Void, Void> mid =
        gen(
            out -> {
              try {
                out.yieldFrom(leaf);
              } finally {
                print("  mid closed");
              }
              return null;
            });
    Generator<Integer, Void, Void> top =
        gen(
            out -> {
              try {
                out.yieldFrom(mid);
              } catch (GeneratorExit e) {
                print("  top got exit");
                throw e;
              }
              return null;
            });
    top.next();
    top.close();
    print("closed, next:", next(top, "finished"));
  }

  /** A delegate that ignores the exit is an error that the outer body sees and may handle. */
  @Scenario("050_yieldfrom_close_delegate_yields")
  void closeDelegateYields() {
    Generator<Object, Void, Void> inner =
        gen(
            out -> {
              try {
                out.yield(1);
              } catch (GeneratorExit e) {
                out.yield("refuse");
              }
              return null;
            });
    Generator<Object, Void, Void> it =
        gen(
            out -> {
              try {
                out.yieldFrom(inner);
              } catch (IllegalStateException e) {
                boolean expected = nameOf(e).equals("RuntimeError");
                print(expected ? "  outer: delegate ignored the exit" : e);
              } catch (GeneratorExit e) {
                print("  outer: exit");
                throw e;
              }
              return null;
            });
    it.next();
    it.close();
    print("close returned normally");
    print(next(it, "finished"));
  }

  /** The outer body may answer the exit by returning, but not by yielding. */
  @Scenario("051_yieldfrom_close_outer_swallows_exit")
  void closeOuterSwallowsExit() {
    for (String mode : List.of("return", "yield")) {
      Generator<Object, Void, Void> inner =
          gen(
              out -> {
                try {
                  out.yield(1);
                } finally {
                  print("  inner closed");
                }
                return null;
              });
      Generator<Object, Void, Void> it =
          gen(
              out -> {
                try {
                  out.yieldFrom(inner);
                } catch (GeneratorExit e) {
                  if (mode.equals("yield")) {
                    out.yield("no");
                  }
                }
                return null;
              });
      it.next();
      step(mode, it::closeAndGet);
    }
  }
}
