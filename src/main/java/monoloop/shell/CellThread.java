package monoloop.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import jdk.jshell.spi.ExecutionControl.StoppedException;
import org.jspecify.annotations.Nullable;

/** The thread of one snippet. Who cancels the snippet stops this thread and no other. */
final class CellThread extends Thread {
  private final Method method;
  private final Breaks breaks;
  private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
  private volatile boolean cancelled;

  CellThread(Method method, Breaks breaks) {
    super("cell");
    this.method = method;
    this.breaks = breaks;
    setDaemon(true);
    setContextClassLoader(method.getDeclaringClass().getClassLoader());
  }

  /** What breaks the loops of its code. */
  Breaks breaks() {
    return breaks;
  }

  @Override
  public void run() {
    try {
      end.complete(method.invoke(null));
    } catch (InvocationTargetException e) {
      end.completeExceptionally(cancelled ? new StoppedException() : e);
    } catch (Throwable e) {
      end.completeExceptionally(e);
    }
  }

  /** Waits for what the snippet gives, on the thread that runs all snippets. */
  @Nullable Object result() throws Exception {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      breaks.spare(this);
    }
  }

  /** Interrupts what it waits for and breaks its loops; any thread. */
  void cancel() {
    cancelled = true;
    breaks.of(this);
    interrupt();
  }

  /** Whether nobody waits for the result any more. */
  boolean isAbandoned() {
    return end.isDone();
  }

  /** Lets who waits for the result go, whatever the snippet still does; any thread. */
  void abandon() {
    end.completeExceptionally(new StoppedException());
  }
}
