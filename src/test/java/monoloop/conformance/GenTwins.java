package monoloop.conformance;

import java.util.ArrayList;
import java.util.List;
import monoloop.generator.Generator;
import monoloop.generator.StopIteration;

/** Twins of 001 to 013: sending, returning, raising, closing. */
final class GenTwins extends Twins {

  /** What is sent becomes the value of the yield; next() sends nothing. */
  @Scenario("001_gen_send_roundtrip")
  void sendRoundtrip() {
    Generator<String, Object, Void> g =
        gen(
            out -> {
              Object got = out.yield("ready");
              while (true) {
                print("  body got", got);
                got = out.yield("echo:" + str(got));
              }
            });
    print(g.next());
    print(g.send("a"));
    print(g.send(42));
    print(g.next());
    print(g.send("end"));
  }

  /** A value sent before the first yield is refused and does no harm. */
  @Scenario("002_gen_first_send_must_be_none")
  void firstSendMustBeNone() {
    Generator<Integer, Integer, Void> it =
        gen(
            out -> {
              print("  body starts");
              Integer x = out.yield(1);
              print("  x =", x);
              return null;
            });
    step("send 5 before start", () -> it.send(5));
    step("send None", () -> it.send(null));
    step("send 5", () -> it.send(5));
  }

  /** However a body ends without a value, the value is null. */
  @Scenario("003_gen_return_without_value")
  void returnWithoutValue() {
    Generator<Integer, Void, Void> fallsOff =
        gen(
            out -> {
              out.yield(1);
              return null;
            });
    Generator<Integer, Void, Void> bare =
        gen(
            out -> {
              while (true) {
                out.yield(1);
                return null;
              }
            });
    Generator<Integer, Void, Object> explicit =
        gen(
            out -> {
              out.yield(1);
              Object none = null;
              return none;
            });
    fallsOff.next();
    step("falls_off", fallsOff::next);
    bare.next();
    step("bare", bare::next);
    explicit.next();
    step("explicit", explicit::next);
  }

  /** A composite is sent and returned as one value. */
  @Scenario("004_gen_return_tuple_is_one_value")
  void returnTupleIsOneValue() {
    Generator<Void, List<String>, List<Integer>> it =
        gen(
            out -> {
              List<String> pair = out.yield(null);
              print("received size", pair.size());
              return List.of(1, 2, 3);
            });
    it.next();
    try {
      it.send(List.of("a", "b"));
    } catch (StopIteration e) {
      List<?> value = (List<?>) e.value();
      int sum = value.stream().mapToInt(Integer.class::cast).sum();
      print("value size", value.size(), "sum", sum);
    }
  }

  /** Arguments are evaluated at the call, the body at the first step. */
  @Scenario("005_gen_body_is_lazy")
  void bodyIsLazy() {
    print("before call");
    Generator<Integer, Void, Void> it = lazy(argument());
    print("after call");
    print("got", it.next());
  }

  private int argument() {
    print("argument evaluated");
    return 3;
  }

  private Generator<Integer, Void, Void> lazy(int n) {
    return gen(
        out -> {
          print("body starts with", n);
          out.yield(n);
          return null;
        });
  }

  /** An exception is a second way into the body, which may go on after it. */
  @Scenario("006_gen_throw_caught_continues")
  void throwCaughtContinues() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              int n = 0;
              while (true) {
                try {
                  out.yield(n);
                  n += 1;
                } catch (ValueError e) {
                  print("  body caught", e);
                  n = 100;
                }
              }
            });
    print(it.next());
    print(it.next());
    print("throw returned", it.raise(new ValueError("boom")));
    print(it.next());
  }

  /** An exception that the body does not catch comes back and finishes the generator. */
  @Scenario("007_gen_throw_uncaught_finishes")
  void throwUncaughtFinishes() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              out.yield(1);
              out.yield(2);
              return null;
            });
    step("next", it::next);
    step("throw", () -> it.raise(new KeyError("k")));
    step("next after", it::next);
    step("close after", it::closeAndGet);
  }

  /** Raising into a fresh generator finishes it without running any of its body. */
  @Scenario("008_gen_throw_before_start")
  void throwBeforeStart() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              print("  body runs");
              try {
                out.yield(1);
              } finally {
                print("  finally runs");
              }
              return null;
            });
    step("throw", () -> it.raise(new ValueError("x")));
    step("next", it::next);
  }

  /** Body and caller see the very object that was raised. */
  @Scenario("009_gen_throw_keeps_identity")
  void throwKeepsIdentity() {
    List<ValueError> seen = new ArrayList<>();
    ValueError err = new ValueError("one");
    Generator<Void, Void, Void> it =
        gen(
            out -> {
              try {
                out.yield(null);
              } catch (ValueError e) {
                seen.add(e);
                throw e;
              }
              return null;
            });
    it.next();
    try {
      it.raise(err);
    } catch (ValueError e) {
      print("same in body", seen.get(0) == err);
      print("same at caller", e == err);
    }
  }

  /** The caller sees the exception that the body made of the raised one. */
  @Scenario("010_gen_throw_converted")
  void throwConverted() {
    for (boolean explicit : new boolean[] {true, false}) {
      Generator<Void, Void, Void> it =
          gen(
              out -> {
                try {
                  out.yield(null);
                } catch (KeyError e) {
                  ValueError converted = new ValueError("new");
                  if (explicit) {
                    converted.initCause(e);
                  }
                  throw converted;
                }
                return null;
              });
      it.next();
      try {
        it.raise(new KeyError("old"));
      } catch (ValueError e) {
        print("explicit", explicit);
        print("  cause  ", nameOf(e.getCause()));
      }
    }
  }

  /** Handlers of ordinary exceptions do not see an Error; finally blocks do. */
  @Scenario("011_gen_throw_base_exception_skips_except_exception")
  void throwBaseExceptionSkipsExceptException() {
    Generator<Integer, Void, Void> it = catchingExceptions();
    it.next();
    try {
      it.raise(new Interrupt());
    } catch (Throwable e) {
      print("caller got", nameOf(e));
    }
    it = catchingExceptions();
    it.next();
    print("ordinary:", it.raise(new RuntimeError()));
    it.close();
  }

  private Generator<Integer, Void, Void> catchingExceptions() {
    return gen(
        out -> {
          try {
            out.yield(1);
          } catch (Exception e) {
            print("  except Exception");
            out.yield(2);
          } finally {
            print("  finally");
          }
          return null;
        });
  }

  /** Closing runs the finally blocks from the inside out and no handler of ordinary exceptions. */
  @Scenario("012_gen_close_runs_finally")
  void closeRunsFinally() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              try {
                try {
                  out.yield(1);
                } catch (Exception e) {
                  print("  ordinary handler (must not run)");
                } finally {
                  print("  inner finally");
                }
              } finally {
                print("  outer finally");
              }
              return null;
            });
    it.next();
    it.close();
    print("closed");
    print("next gives", next(it, "nothing"));
  }

  /** Closing again, or after the end, does nothing. */
  @Scenario("013_gen_close_idempotent")
  void closeIdempotent() {
    Generator<Integer, Void, Void> it = cleaning();
    it.next();
    it.close();
    it.close();
    print("closed twice");
    Generator<Integer, Void, Void> done = cleaning();
    done.forEach(value -> {});
    done.close();
    print("closed after exhaustion");
  }

  private Generator<Integer, Void, Void> cleaning() {
    return gen(
        out -> {
          try {
            out.yield(1);
          } finally {
            print("  cleanup");
          }
          return null;
        });
  }
}
