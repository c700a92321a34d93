package monoloop.conformance;

import monoloop.generator.Generator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;

/** Twins of 014 to 026: how generators end, and what state they are in. */
final class GenEndTwins extends Twins {
  /** A variable of the program that its own body uses. */
  private Generator<Object, Void, Void> it;

  /** What the body returns in answer to close() is the result of close(). */
  @Scenario("014_gen_close_swallow_and_return")
  void closeSwallowAndReturn() {
    Generator<Integer, Void, String> a = answers();
    Generator<Integer, Void, String> b =
        gen(
            out -> {
              out.yield(1);
              return null;
            });
    Generator<Integer, Void, String> c = answers();
    a.next();
    b.next();
    print("caught and returned:", a.closeAndGet());
    print("not caught:", b.closeAndGet());
    print("not started:", c.closeAndGet());
    print("second close:", a.closeAndGet());
  }

  private Generator<Integer, Void, String> answers() {
    return gen(
        out -> {
          try {
            out.yield(1);
          } catch (GeneratorExit e) {
            return "summary";
          }
          return null;
        });
  }

  /** A body that yields in answer to close() breaks the rules and stays suspended there. */
  @Scenario("015_gen_close_swallow_and_yield")
  void closeSwallowAndYield() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              try {
                out.yield(1);
              } catch (GeneratorExit e) {
                print("  refusing to exit");
                out.yield(2);
              }
              print("  reached the end");
              return null;
            });
    step("next", it::next);
    step("close", it::closeAndGet);
    step("next", it::next);
  }

  /** An exception of the clean-up, even a checked one, reaches the caller of close(). */
  @Scenario("016_gen_close_body_raises_other")
  @SuppressWarnings("finally")
  void closeBodyRaisesOther() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              try {
                out.yield(1);
              } finally {
                throw new OSError("cleanup failed");
              }
            });
    it.next();
    step("close", it::closeAndGet);
    step("close again", it::closeAndGet);
    step("next", it::next);
  }

  /** A return in finally replaces the return value. */
  @Scenario("017_gen_return_value_overridden_by_finally")
  void returnValueOverriddenByFinally() {
    for (boolean flag : new boolean[] {false, true}) {
      Generator<String, Void, String> it = overriding(flag);
      it.next();
      try {
        it.next();
      } catch (StopIteration e) {
        print("value", e.value());
      }
    }
  }

  @SuppressWarnings("finally")
  private Generator<String, Void, String> overriding(boolean override) {
    return gen(
        out -> {
          try {
            out.yield("work");
            return "try";
          } finally {
            print("  finally");
            if (override) {
              return "finally";
            }
          }
        });
  }

  /** A finally block may yield before the return value comes out. */
  @Scenario("018_gen_yield_in_finally_normal")
  void yieldInFinallyNormal() {
    Generator<String, String, String> it =
        gen(
            out -> {
              try {
                out.yield("body");
                return "value";
              } finally {
                String got = out.yield("cleanup-1");
                print("  finally got", got);
                out.yield("cleanup-2");
              }
            });
    step("a", it::next);
    step("b", it::next);
    step("c", () -> it.send("hello"));
    step("d", it::next);
  }

  /** While a finally block yields, the exception waits. */
  @Scenario("019_gen_yield_in_finally_with_pending_error")
  void yieldInFinallyWithPendingError() {
    Generator<String, Void, Void> it =
        gen(
            out -> {
              try {
                out.yield("body");
              } finally {
                out.yield("parked");
                print("  finally ends");
              }
              return null;
            });
    step("next", it::next);
    step("throw", () -> it.raise(new ValueError()));
    step("resume", it::next);
    step("after", it::next);
  }

  /** An exception of a body is not connected with what its caller handles meanwhile. */
  @Scenario("021_gen_context_from_calling_handler")
  void contextFromCallingHandler() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              out.yield(1);
              throw new ValueError("inner");
            });
    it.next();
    try {
      throw new KeyError("outer");
    } catch (KeyError handled) {
      try {
        it.next();
      } catch (ValueError e) {
        print("error", e);
        print("cause", e.getCause());
      }
    }
  }

  /** Throwing StopIteration does not end a body; returning does. */
  @Scenario("022_gen_stopiteration_raised_explicitly")
  void stopIterationRaisedExplicitly() {
    Generator<Integer, Void, String> wrong =
        gen(
            out -> {
              out.yield(1);
              throw new StopIteration("value");
            });
    Generator<Integer, Void, String> right =
        gen(
            out -> {
              out.yield(1);
              return "value";
            });
    wrong.next();
    step("wrong", wrong::next);
    right.next();
    step("right", right::next);
  }

  /** StopIteration raised from outside may be caught, must not leak, and leaves a finished one. */
  @Scenario("023_gen_stopiteration_thrown_in")
  void stopIterationThrownIn() {
    Generator<Object, Void, Void> a =
        gen(
            out -> {
              try {
                out.yield(1);
              } catch (StopIteration e) {
                out.yield("caught " + e.value());
              }
              return null;
            });
    Generator<Object, Void, Void> b =
        gen(
            out -> {
              out.yield(1);
              return null;
            });
    a.next();
    step("caught", () -> a.raise(new StopIteration("v")));
    b.next();
    step("uncaught", () -> b.raise(new StopIteration("v")));
    step("finished", () -> b.raise(new StopIteration("late")));
  }

  /** A body that resumes itself gets an error at that call and may go on. */
  @Scenario("024_gen_reentrancy_is_error")
  void reentrancyIsError() {
    it =
        gen(
            out -> {
              try {
                it.next();
              } catch (IllegalStateException e) {
                print(nameOf(e).equals("ValueError") ? "  already executing" : e);
              }
              out.yield("still fine");
              out.yield("second");
              return null;
            });
    print(it.next());
    print(it.next());
  }

  /** Created, running, suspended, closed: there is no other state. */
  @Scenario("025_gen_lifecycle_states")
  void lifecycleStates() {
    it = inspecting();
    print("new", stateOf(it));
    it.next();
    print("paused", stateOf(it));
    try {
      it.next();
    } catch (ValueError e) {
      // expected: the state is what matters
    }
    print("after error", stateOf(it));
    Generator<Object, Void, Void> it2 = inspecting();
    it2.close();
    print("closed unstarted", stateOf(it2));
  }

  private Generator<Object, Void, Void> inspecting() {
    return gen(
        out -> {
          print("inside", stateOf(it));
          out.yield(1);
          throw new ValueError();
        });
  }

  /** An exception of the body comes out once; then the generator is at its end. */
  @Scenario("026_gen_error_finishes")
  void errorFinishes() {
    Generator<Integer, Void, Void> it =
        gen(
            out -> {
              out.yield(1);
              print("  about to fail");
              throw new OSError("disk");
            });
    for (int i = 0; i < 4; i++) {
      step("call " + i, it::next);
    }
  }
}
