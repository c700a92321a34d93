package monoloop.shell;

import java.util.Arrays;

/**
 * Names the cell of a notebook that ends the JVM: its status would else be that of the command, and
 * a notebook that was not read to its end could pass.
 */
final class ExitGuard implements AutoCloseable {
  private final Thread hook = new Thread(this::atExit, "exit-guard");
  private volatile String place = "";

  ExitGuard() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** What runs from now on. */
  void at(String place) {
    this.place = place;
  }

  private void atExit() {
    if (Thread.getAllStackTraces().values().stream().anyMatch(ExitGuard::isExitOfCell)) {
      System.err.println(
          place + ": called System.exit, which would end the notebook, and was stopped");
      Runtime.getRuntime().halt(1);
    }
  }

  private static boolean isExitOfCell(StackTraceElement[] stack) {
    return Arrays.stream(stack)
            .anyMatch(
                e -> e.getClassName().equals("java.lang.Runtime")
                    && e.getMethodName().equals("exit"))
        && Arrays.stream(stack).anyMatch(e -> e.getClassName().startsWith("REPL.$JShell$"));
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM ends for another reason
    }
  }
}
