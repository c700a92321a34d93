package monoloop.shell;

import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import monoloop.Async;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Monoloop;
import monoloop.generator.Body;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import monoloop.generator.GeneratorBody;

/** Tries what the library needs here, and says what would make it faster. */
final class Doctor {
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<String> advice = new LinkedHashSet<>();
  private boolean isIll;

  /** Tries everything; nothing throws. */
  void examine() {
    jdk();
    body("a generator", (GeneratorBody<Integer, Integer, Integer>) out -> out.yield(1), true);
    body("a coroutine", (Coroutine<Object>) co -> co.await(Async.checkpoint()), true);
    body("try/finally around an await", (Coroutine<Object>) Doctor::guarded, true);
    body("synchronized around an await", (Coroutine<Object>) Doctor::locked, false);
    attempt("a cell of a notebook", "run notebooks with a JDK, not a JRE", Doctor::inCell);
    attempt("a loop", "see the error", () -> Async.<String>run(co -> "turns"));
    transport();
    for (Library library : Library.values()) {
      row(library.coordinates(), library.isPresent() ? "there" : "not there: " + library.purpose());
    }
    String path = System.getenv("PATH");
    row(
        "Jupyter",
        KernelSpec.isOnPath("jupyter", path == null ? "" : path)
            ? "on the path; \"kernel install\" registers the kernel"
            : "not on the path: notebooks run with \"run\" and \"notebook\"");
  }

  boolean isIll() {
    return isIll;
  }

  String report() {
    StringBuilder text = new StringBuilder();
    text.append(new Table(List.of("what", "how it is"), rows, "").view().text()).append('\n');
    advice.forEach(line -> text.append("\n* ").append(line));
    text.append(advice.isEmpty() ? "\nAll is well." : "");
    return text.toString();
  }

  private void row(String what, String how) {
    rows.add(List.of(what, how));
  }

  private void jdk() {
    Runtime.Version version = Runtime.version();
    row("Java", version + ", " + System.getProperty("java.home"));
    if (version.feature() < 25) {
      isIll = true;
      advice.add("Java 25 or later is needed");
    }
  }

  /** What compiles elsewhere and not here is a fault; what never does is not. */
  private void body(String what, Body body, boolean compiles) {
    try {
      Explanation why = Monoloop.explain(body);
      boolean compiled = why.engine() == Engine.COMPILED;
      row(
          what,
          compiled
              ? "compiled"
              : "on a virtual thread, about a thousand times slower: " + why.reason());
      if (compiles && !compiled) {
        boolean asked = "thread".equals(System.getProperty("monoloop.engine"));
        isIll |= !asked;
        advice.add(
            asked
                ? "leave out -Dmonoloop.engine=thread: it is for tests"
                : what + " should compile here: " + why.reason());
      }
    } catch (RuntimeException | LinkageError e) {
      isIll = true;
      row(what, "fails: " + Errors.headline(e));
    }
  }

  private static Object guarded(Co co) throws Exception {
    try {
      return co.await(Async.checkpoint());
    } finally {
      co.await(Async.checkpoint());
    }
  }

  private static Object locked(Co co) throws Exception {
    synchronized (co) {
      return co.await(Async.checkpoint());
    }
  }

  private void attempt(String what, String remedy, Callable<String> trial) {
    try {
      row(what, trial.call());
    } catch (Exception | LinkageError e) {
      isIll = true;
      row(what, "fails: " + Errors.headline(e));
      advice.add(what + ": " + remedy);
    }
  }

  private static String inCell() throws Exception {
    try (Interpreter java = new Interpreter()) {
      java.importLibrary();
      Interpreter.Result result =
          java.run(
              "Coroutine<Object> c = co -> co.await(checkpoint()); Monoloop.explain(c).engine()",
              event -> {});
      return "COMPILED".equals(result.value()) ? "compiled" : "on a virtual thread";
    }
  }

  private void transport() {
    boolean allowed = Doctor.class.getModule().isNativeAccessEnabled();
    row("native access", allowed ? "allowed" : "not allowed");
    if (!allowed) {
      advice.add(
          "--enable-native-access=ALL-UNNAMED lets sockets use epoll, and silences warnings");
      row("sockets", "NIO");
      return;
    }
    try {
      row("sockets", Epoll.isAvailable() ? "epoll" : "NIO");
    } catch (LinkageError e) {
      row("sockets", "NIO: no native transport on the class path");
    }
  }
}
