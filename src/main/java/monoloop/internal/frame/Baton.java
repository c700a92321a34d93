package monoloop.internal.frame;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over between a driver and the virtual thread of a body: exactly one of them runs.
 *
 * <p>The driver {@linkplain #pass passes} a value or an exception to the body and waits for the
 * body's next {@link Request}; the body waits in {@link #ask}. Nothing here refers to the object
 * that users hold, so a body that waits for ever does not keep what its user holds alive.
 */
public final class Baton {
  /** Of a body's thread: its baton. */
  private static final ThreadLocal<Baton> OWN = new ThreadLocal<>();

  /** What the body wants from its frame; served on the driver's thread. */
  @FunctionalInterface
  public interface Request {
    /**
     * Serves the request inside {@code resume}.
     *
     * @return what the body receives at once, or {@link Frame#SUSPENDED}
     */
    @Nullable Object serve() throws Throwable;
  }

  /** What runs on the body's thread. */
  @FunctionalInterface
  public interface Task {
    /** Runs the body from its first step to its end. */
    @Nullable Object run() throws Throwable;
  }

  /** The body yields. */
  private record Yield(@Nullable Object value) implements Request {
    @Override
    public @Nullable Object serve() {
      throw new AssertionError("yields are served by resume()");
    }
  }

  /** How a body ended. */
  private static final class End implements Request {
    private final @Nullable Object result;
    private final @Nullable Throwable thrown;

    private End(@Nullable Object result, @Nullable Throwable thrown) {
      this.result = result;
      this.thrown = thrown;
    }

    @Override
    public @Nullable Object serve() throws Throwable {
      if (thrown != null) {
        throw thrown;
      }
      return result;
    }
  }

  private final String name;
  private final @Nullable Runnable stepBegins;
  private @Nullable Task task;
  private @Nullable Thread body;

  /** Whom the body runs for; set while it runs. */
  private @Nullable Thread driver;

  /** The thread that waits in {@link #pass}. */
  private @Nullable Thread waiting;

  private @Nullable Object sent;
  private @Nullable Throwable thrown;
  private @Nullable Request request;

  /** Whether the body has not run yet since its driver resumed the frame. */
  private boolean newStep;

  /** True while the body runs. Written last, read first: it publishes the other fields. */
  private volatile boolean bodysTurn;

  /** Creates a baton for a body that starts at the first {@link #pass}. */
  public Baton(String name, Task task) {
    this(name, task, null);
  }

  /**
   * As {@link #Baton(String, Task)}.
   *
   * @param stepBegins run on the body's thread whenever the frame is resumed, before the body
   */
  public Baton(String name, Task task, @Nullable Runnable stepBegins) {
    this.name = name;
    this.task = task;
    this.stepBegins = stepBegins;
  }

  /**
   * The thread on whose behalf the current thread runs: for a body on the thread engine its
   * driver's, for any other thread itself.
   */
  public static Thread driverOfCurrentThread() {
    Thread t = Thread.currentThread();
    Baton b = t.isVirtual() ? OWN.get() : null;
    Thread d = b == null ? null : b.driver;
    return d == null ? t : d;
  }

  /** The thread that works for {@code driver}: the innermost body it waits for, or itself. */
  public static Thread workingFor(Thread driver) {
    Thread t = driver;
    while (LockSupport.getBlocker(t) instanceof Baton b && b.bodysTurn && b.waiting == t) {
      Thread inner = b.body;
      if (inner == null) {
        break;
      }
      t = inner;
    }
    return t;
  }

  /** Resumes the body and waits until it asks for something or ends. */
  private Request pass(@Nullable Object sent, @Nullable Throwable thrown) {
    this.sent = sent;
    this.thrown = thrown;
    driver = driverOfCurrentThread();
    waiting = Thread.currentThread();
    Thread b = body;
    if (b == null) {
      body = b = Thread.ofVirtual().name(name).unstarted(this::run);
      bodysTurn = true;
      b.start();
    } else {
      bodysTurn = true;
      LockSupport.unpark(b);
    }
    parkWhile(true);
    driver = null;
    Request r = java.util.Objects.requireNonNull(request);
    request = null;
    return r;
  }

  /** The {@code resume} of a frame whose body holds this baton. */
  public @Nullable Object resume(Frame frame, @Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    newStep = true;
    for (; ; ) {
      Request wanted = pass(sent, thrown);
      if (wanted instanceof End end) {
        Object result = end.serve();
        frame.state = Frame.DONE;
        return result;
      }
      try {
        if (wanted instanceof Yield yield) {
          if (!frame.emit(yield.value())) {
            frame.state = 1;
            return yield.value();
          }
          sent = null;
        } else {
          sent = wanted.serve();
          if (sent == Frame.SUSPENDED) {
            frame.state = 1;
            return sent;
          }
        }
        thrown = null;
      } catch (Throwable t) {
        sent = null;
        thrown = t;
      }
    }
  }

  /** The user's line at which the body waits; null if it does not wait. */
  public @Nullable StackTraceElement where() {
    Thread b = body;
    if (b == null || bodysTurn) {
      return null;
    }
    StackTraceElement[] trace = b.getStackTrace();
    int i = 0;
    while (i < trace.length && !trace[i].getClassName().equals(Baton.class.getName())) {
      i++;
    }
    while (i < trace.length && trace[i].getClassName().equals(Baton.class.getName())) {
      i++;
    }
    // below the baton stand the methods of the handle, then the user's line
    String handle = i < trace.length ? trace[i].getClassName() : "";
    while (i < trace.length && trace[i].getClassName().equals(handle)) {
      i++;
    }
    return i < trace.length ? trace[i] : null;
  }

  /** Called by the body: yields {@code value} and waits for what is sent. */
  public @Nullable Object yield(@Nullable Object value) throws Throwable {
    return ask(new Yield(value));
  }

  /** Whether the current thread is the body's. */
  public boolean isBody() {
    return Thread.currentThread() == body;
  }

  /** Called by the body: hands {@code wanted} to the driver and waits for its answer. */
  public @Nullable Object ask(Request wanted) throws Throwable {
    if (!isBody()) {
      throw new IllegalStateException(
          "a body is suspended with its own handle only: this one belongs to "
              + name
              + ", whose body does not run here");
    }
    handOver(wanted);
    parkWhile(false);
    beginStep();
    Throwable t = thrown;
    if (t != null) {
      thrown = null;
      throw t;
    }
    Object s = sent;
    sent = null;
    return s;
  }

  private void beginStep() {
    if (newStep) {
      newStep = false;
      if (stepBegins != null) {
        stepBegins.run();
      }
    }
  }

  private void run() {
    OWN.set(this);
    End end;
    try {
      Throwable t = thrown;
      if (t != null) {
        throw t;
      }
      beginStep();
      Task body = java.util.Objects.requireNonNull(task);
      task = null;
      end = new End(body.run(), null);
    } catch (Throwable t) {
      end = new End(null, t);
    }
    handOver(end);
  }

  private void handOver(Request wanted) {
    request = wanted;
    Thread w = waiting;
    bodysTurn = false;
    LockSupport.unpark(w);
  }

  /** Waits through interrupts, which are not ours: the flag is set again afterwards. */
  private void parkWhile(boolean turn) {
    boolean interrupted = false;
    while (bodysTurn == turn) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
