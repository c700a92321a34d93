package monoloop.shell;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * Runs snippets in this JVM, each on a thread of its own, and keeps what the last one gave. The
 * JDK's own way waits for the threads that a snippet has started as well, if they are quick enough:
 * for ever, if one of them turns a loop.
 */
final class CellControl extends DirectExecutionControl {
  private final Breaks breaks = new Breaks();
  private boolean gateIsLoaded;
  private @Nullable CellThread running;

  /** What a value that takes time is shown on. */
  private @Nullable Thread showing;

  private boolean stopping;

  /** Used by one thread only, that of the cells. */
  private @Nullable Object value;

  private @Nullable Throwable error;

  /** For JShell's builder, which names engines. */
  ExecutionControlProvider provider() {
    return new ExecutionControlProvider() {
      @Override
      public String name() {
        return "cells";
      }

      @Override
      public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return CellControl.this;
      }
    };
  }

  /** What the last snippet gave; null if it gave nothing. */
  @Nullable Object value() {
    return value;
  }

  /** What the last snippet threw; null if it threw nothing. */
  @Nullable Throwable error() {
    return error;
  }

  /** Lets snippets run again after {@link #stop}. */
  synchronized void begin() {
    stopping = false;
    value = null;
    error = null;
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    if (!gateIsLoaded) {
      super.load(new ClassBytecodes[] {Breaks.gateClass()});
      gateIsLoaded = true;
    }
    super.load(Arrays.stream(classes).map(Breaks::woven).toArray(ClassBytecodes[]::new));
  }

  @Override
  protected String invoke(Method method) throws Exception {
    Field gate =
        method.getDeclaringClass().getClassLoader().loadClass("REPL.$Gate$").getField("check");
    breaks.open(check -> gate.set(null, check));
    CellThread thread = new CellThread(method, breaks);
    synchronized (this) {
      if (stopping) {
        throw new StoppedException();
      }
      running = thread;
    }
    thread.start();
    try {
      value = thread.result();
      return valueString(value);
    } catch (InvocationTargetException e) {
      error = e.getCause();
      throw e;
    } finally {
      synchronized (this) {
        running = null;
      }
    }
  }

  /** Runs {@code show} on this thread, which {@link #stop} interrupts meanwhile. */
  <T extends @Nullable Object> T show(Supplier<T> show) {
    synchronized (this) {
      showing = Thread.currentThread();
      if (stopping) {
        showing.interrupt();
      }
    }
    try {
      return show.get();
    } finally {
      synchronized (this) {
        showing = null;
        Thread.interrupted(); // it was meant for what was shown
      }
    }
  }

  /** Cancels what runs, and lets nothing start before {@link #begin}; any thread. */
  @Override
  public synchronized void stop() {
    stopping = true;
    if (running != null) {
      running.cancel();
    }
    if (showing != null) {
      showing.interrupt();
    }
  }

  /** Waits no longer for what was cancelled and goes on; any thread. */
  synchronized void abandon() {
    if (running != null) {
      running.abandon();
    }
  }
}
