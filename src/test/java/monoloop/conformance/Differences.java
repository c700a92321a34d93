package monoloop.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything in which a twin differs from CPython, with the reason. The expected files stay
 * CPython's; an entry that no longer applies fails the tests.
 */
final class Differences {
  private static final String NO_CONTEXT =
      "Java keeps the explicit cause of an exception only, not what was being handled when it was"
          + " thrown";

  private static final String NO_OBJECT_BEFORE =
      "the object exists inside of its block only, so that it cannot be entered by hand";

  private static final String ONLY_TASKS =
      "the types of waitUntil admit a collection of tasks only";

  private static final String HANDED_OVER =
      "an item is handed to whoever waits longest when it is put, and nobody overtakes";

  private static final String BY_THE_LOOP =
      "only the loop drives a coroutine: the driver of the program is what is awaited";

  private static final String CONTEXT =
      "a Reactor Context is immutable: to set a variable is to await the rest with another context";

  private static final String EXIT_CODES =
      "the exit code after a signal is the JDK's and the shell's: 128 and the signal's number";

  /** Everything. */
  static final List<Difference> ALL =
      List.of(
          line(10, 3, null, NO_CONTEXT),
          line(10, 6, null, NO_CONTEXT),
          noTwin(20, "Java has no current exception that a method could ask for"),
          line(21, 2, null, NO_CONTEXT),
          line(
              28,
              1,
              "iter(it) is it: False",
              "hasNext() of a Java iterator looks one step ahead, so it is an object of its own;"
                  + " all iterators of a generator share its one pass"),
          line(39, 1, "cleanup", NO_CONTEXT),
          translated(
              41, "raise() takes a Throwable only: the class is instantiated by hand, 5 is null"),
          line(
              62,
              2,
              "outer caught stop fake",
              "yieldFrom(Iterable) has no value that a raised StopIteration could supply: it is"
                  + " raised at the yieldFrom, as PEP 380 says and CPython 3.11 does"),
          line(66, 1, "outer", NO_CONTEXT),
          line(78, 2, null, "there is one signal for the end, a StopIteration"),
          line(80, 4, null, "a step is a cold Mono, which is a step anew for each await"),
          line(80, 6, "None", "the second await has taken that value"),
          translated(90, BY_THE_LOOP),
          line(91, 2, "5", "a coroutine is a cold Mono, which runs anew for each await"),
          noTwin(92, "the types of await admit a Mono, a Publisher or a CompletionStage only"),
          translated(94, BY_THE_LOOP),
          translated(106, "the types of spawn admit a Mono only: 5 is null"),
          line(106, 3, null, "the types of spawn admit a Mono only, an async generator is a Flux"),
          line(106, 4, null, "there is no ensure_future: a Deferred is a Mono already"),
          translated(107, "spawnEager() starts one task eagerly; there is no factory to replace"),
          line(136, 1, null, NO_OBJECT_BEFORE),
          line(136, 2, null, NO_OBJECT_BEFORE),
          line(136, 4, null, NO_OBJECT_BEFORE),
          line(140, 2, null, "the Reactor context of a task cannot be changed by its body"),
          line(148, 1, null, NO_OBJECT_BEFORE),
          line(148, 3, null, NO_OBJECT_BEFORE),
          translated(164, "a gathering is an operation: the task that awaits it is cancelled"),
          line(168, 2, null, ONLY_TASKS),
          line(168, 3, null, ONLY_TASKS),
          line(168, 4, null, "the modes are an enum"),
          line(175, 3, null, "a shield is a cold Mono, which looks at its task when it is awaited"),
          line(177, 1, "acquire -> None", "acquire() has no result but that it is over"),
          line(181, 1, "a cancelled True b None", "await() has no result but that it is over"),
          translated(185, "awaitUntil() has no result: its predicate is a plain condition"),
          translated(199, "an unbounded queue has a factory of its own"),
          line(199, 3, null, "the capacity of a queue is what it was made with"),
          line(205, 1, "snatched nothing", HANDED_OVER),
          line(205, 2, "getter got first", HANDED_OVER),
          line(205, 3, "getter done True", HANDED_OVER),
          line(208, 1, "got 5", HANDED_OVER),
          line(208, 2, "left 1", HANDED_OVER),
          translated(212, "a queue holds no null: the last item is a number"),
          line(227, 1, null, "the types of await admit nothing that the loop does not know"),
          line(229, 2, null, "spawn() is a method of the handle, which only a running body has"),
          line(229, 3, null, "timeout() makes a cold Mono, which needs a loop when it is awaited"),
          translated(236, "readLine() fails as readUntil() does, but drops the line all the same"),
          translated(242, "a server has no list of sockets: it accepts or it does not"),
          translated(245, "the times are longer, so that a busy machine makes nobody late"),
          translated(246, CONTEXT),
          noTwin(247, "a Reactor Context is an immutable value, which nothing enters or changes"),
          translated(248, "a callback is a lambda, which keeps what it sees at its registration"),
          noTwin(249, "a generator has no context at all, it is an object of its caller's"),
          noTwin(251, "a Reactor Context is immutable: who shares one cannot see changes of it"),
          line(257, 1, "terminate 143", EXIT_CODES),
          line(257, 3, "kill 137", EXIT_CODES),
          translated(257, "to signal a child that has ended is no error: the call returns false"));

  private Differences() {}

  /**
   * One entry.
   *
   * @param scenario its number
   * @param line the line of the expected file from 1; 0 if every line is the same
   * @param java what the twin prints there; null if it prints nothing
   * @param hasTwin false if there is nothing to translate
   * @param reason why
   */
  record Difference(int scenario, int line, String java, boolean hasTwin, String reason) {}

  /** One line of the trace is another one. */
  private static Difference line(int scenario, int line, String java, String reason) {
    return new Difference(scenario, line, java, true, reason);
  }

  /** The trace is the same, though the program says something else. */
  private static Difference translated(int scenario, String reason) {
    return new Difference(scenario, 0, null, true, reason);
  }

  /** Java has nothing that the program could be translated to. */
  private static Difference noTwin(int scenario, String reason) {
    return new Difference(scenario, 0, null, false, reason);
  }

  /** The entries of one scenario. */
  static List<Difference> of(int scenario) {
    return ALL.stream().filter(d -> d.scenario() == scenario).toList();
  }

  /** What the twin must print, given what CPython prints. */
  static List<String> apply(int scenario, List<String> expected) {
    List<String> lines = new ArrayList<>(expected);
    for (Difference d : of(scenario).reversed()) {
      if (d.line() > 0 && d.java() == null) {
        lines.remove(d.line() - 1);
      } else if (d.line() > 0) {
        lines.set(d.line() - 1, d.java());
      }
    }
    return lines;
  }
}
