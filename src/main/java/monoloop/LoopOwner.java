package monoloop;

import java.time.Duration;
import java.util.Objects;
import monoloop.internal.driver.Turns;
import monoloop.internal.driver.VirtualDriver;
import monoloop.internal.driver.Watch;
import monoloop.internal.frame.Baton;
import org.jspecify.annotations.Nullable;

/** A loop as its driver sees it: where errors and slow steps go, and whose thread it is. */
final class LoopOwner implements Turns.Owner, VirtualDriver.Waits, Watch.Witness {
  private static final String LOG = "monoloop";

  private @Nullable Loop loop;
  private volatile @Nullable ExceptionHandler handler;

  /** The last run of which was reported that it waits for ever. */
  private @Nullable Main<?> told;

  /** Called once, before anything turns. */
  void loop(Loop loop) {
    this.loop = loop;
  }

  Loop loop() {
    return Objects.requireNonNull(loop);
  }

  void handler(@Nullable ExceptionHandler handler) {
    this.handler = handler;
  }

  // ---- errors

  @Override
  public void failed(Runnable callback, Throwable thrown) {
    boolean exit = Tasks.isExit(thrown);
    // an exit that comes out of run() has its hearer there
    if (!exit || thrown instanceof VirtualMachineError || loop().turnsByItself()) {
      report("a callback of " + loop + " failed", thrown, Following.origin(callback));
    }
    if (exit) {
      throw (Error) thrown;
    }
  }

  /** Never throws, except for errors of the virtual machine. */
  void report(String message, Throwable error, @Nullable Object source) {
    ExceptionHandler h = handler;
    if (h == null) {
      log(message, error);
      return;
    }
    try {
      h.handle(loop(), message, error, source);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable t) {
      t.addSuppressed(error);
      log("the exception handler of " + loop + " failed on: " + message, t);
    }
  }

  private static void log(String message, Throwable error) {
    System.getLogger(LOG).log(System.Logger.Level.ERROR, message, error);
  }

  // ---- threads of others

  @Override
  public void turnBegins() {
    Attachments.enter(loop());
  }

  @Override
  public void turnEnds() {
    Attachments.leave(loop());
  }

  @Override
  public void hostEnds() {
    loop().close();
  }

  @Override
  public void hostEnded() {
    loop().runs.hostEnded();
  }

  // ---- virtual time

  @Override
  public boolean onOthers() {
    return Outside.isAwaited(loop());
  }

  @Override
  public @Nullable RuntimeException forEver() {
    Main<?> main = loop().main();
    boolean waited = (main != null && main.isOpen()) || loop().tasks.isClosing();
    return waited
        ? DeadlockException.ofAll(
            loop(), "and nothing is awaited that another thread could bring")
        : null;
  }

  @Override
  public boolean waitsForEver() {
    Loop loop = loop();
    if (!loop.privacy.isKept() || told == loop.main() || !Outside.nobodyCalls(loop)) {
      return false;
    }
    told = loop.main();
    DeadlockException e =
        DeadlockException.ofAll(
            loop,
            "nothing is awaited that another thread could bring, and no other thread has this"
                + " loop. Only an interrupt ends it");
    report(String.valueOf(e.getMessage()), e, null);
    return true;
  }

  // ---- slow steps

  void watch(Turns turns, Duration limit) {
    turns.watch(this, limit.toNanos());
  }

  @Override
  public StackTraceElement[] stack(Thread thread) {
    return Baton.workingFor(thread).getStackTrace();
  }

  @Override
  public void slow(Runnable step, long heldNanos, long limitNanos, StackTraceElement[] stack) {
    System.getLogger(LOG)
        .log(
            System.Logger.Level.WARNING,
            nameOf(step)
                + " held the loop for "
                + heldNanos / 1_000_000
                + " ms (limit "
                + limitNanos / 1_000_000
                + " ms) at "
                + culprit(stack));
  }

  private static String nameOf(Runnable step) {
    return step instanceof Task<?> task ? "Task \"" + task.name() + "\"" : "A callback";
  }

  /** The innermost line that is not the JDK's. */
  private static String culprit(StackTraceElement[] stack) {
    for (StackTraceElement e : stack) {
      String c = e.getClassName();
      if (!c.startsWith("java.") && !c.startsWith("jdk.") && !c.startsWith("sun.")) {
        String simple = c.substring(c.lastIndexOf('.') + 1);
        String line = e.getFileName() + ":" + e.getLineNumber();
        return simple + "." + e.getMethodName() + "(" + line + ")";
      }
    }
    return stack.length == 0 ? "an unknown line" : stack[0].toString();
  }
}
