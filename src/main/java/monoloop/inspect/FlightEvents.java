package monoloop.inspect;

import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import monoloop.AwaitPoint;
import monoloop.Loop;
import monoloop.LoopListener;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Writes what the tasks of a loop do into the JVM's flight recordings: the events {@code
 * monoloop.Step}, {@code monoloop.Await}, {@code monoloop.Wake} and {@code monoloop.Io}.
 *
 * <p>Off until asked for. While no flight recording wants the events, a step costs a look at each
 * of them; where a task waits is looked up only for those that are wanted.
 */
public final class FlightEvents implements AutoCloseable {
  private final Disposable hearing;
  private boolean closed;

  private FlightEvents(Loop loop) {
    hearing = loop.listen(new Ear());
  }

  /**
   * Starts to write the events of {@code loop}.
   *
   * @return close it to stop
   * @throws monoloop.NotOnLoopException if the loop runs and the calling thread is not its own
   */
  public static FlightEvents of(Loop loop) {
    return new FlightEvents(Objects.requireNonNull(loop, "loop"));
  }

  /** Stops. On the loop's thread, or while the loop does not run. */
  @Override
  public void close() {
    closed = true;
    hearing.dispose();
  }

  /** {@code FlightEvents[on]}. */
  @Override
  public String toString() {
    return "FlightEvents[" + (closed ? "closed]" : "on]");
  }

  /** Events have no loop of their own: its thread says it. */
  @Category("Monoloop")
  @StackTrace(false)
  abstract static class TaskEvent extends Event {
    @Label("Task")
    String task = "";
  }

  /** One step. */
  @Name("monoloop.Step")
  @Label("Step")
  @Description("What a task did without waiting")
  static final class StepEvent extends TaskEvent {
    @Label("Ending")
    @Description("completed, failed or cancelled; empty if the task goes on")
    String ending = "";
  }

  /** One wait, from the step before it to the step after it. */
  @Name("monoloop.Await")
  @Label("Await")
  static final class AwaitEvent extends TaskEvent {
    @Label("Awaited")
    String awaited = "";

    @Label("Kind")
    String kind = "";
  }

  /** A step became due. */
  @Name("monoloop.Wake")
  @Label("Wake")
  static final class WakeEvent extends TaskEvent {
    @Label("Woken by")
    @Description("A task; empty for a timer, IO or another thread")
    String by = "";
  }

  /** A wait for what comes from outside of the loop, from the request to the completion. */
  @Name("monoloop.Io")
  @Label("IO")
  static final class IoEvent extends TaskEvent {
    @Label("Operation")
    String operation = "";
  }

  private static final class Ear implements LoopListener {
    private final Map<Task<?>, StepEvent> steps = new IdentityHashMap<>();
    private final Map<Task<?>, AwaitEvent> awaits = new IdentityHashMap<>();
    private final Map<Task<?>, IoEvent> ios = new IdentityHashMap<>();

    @Override
    public void stepBegins(Task<?> task) {
      AwaitEvent await = awaits.remove(task);
      if (await != null) {
        await.commit();
      }
      done(task);
      StepEvent step = new StepEvent();
      if (step.isEnabled()) {
        step.task = task.name();
        step.begin();
        steps.put(task, step);
      }
    }

    @Override
    public void stepEnds(Task<?> task) {
      StepEvent step = steps.remove(task);
      if (step != null) {
        step.ending =
            !task.isDone()
                ? ""
                : task.isCancelled() ? "cancelled" : task.isFailed() ? "failed" : "completed";
        step.commit();
      }
      AwaitEvent await = new AwaitEvent();
      IoEvent io = new IoEvent();
      if (!task.isDone() && (await.isEnabled() || io.isEnabled())) {
        begin(task, task.awaiting(), await, io);
      }
    }

    private void begin(
        Task<?> task, @Nullable AwaitPoint point, AwaitEvent await, IoEvent io) {
      if (point == null) {
        return;
      }
      if (await.isEnabled()) {
        await.task = task.name();
        await.awaited = point.toString();
        await.kind = point.kind().name().toLowerCase(Locale.ROOT);
        await.begin();
        awaits.put(task, await);
      }
      if (point.kind() == AwaitPoint.Kind.OUTSIDE && io.isEnabled()) {
        io.task = task.name();
        io.operation = point.toString();
        io.begin();
        ios.put(task, io);
      }
    }

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
      done(task);
      WakeEvent wake = new WakeEvent();
      if (wake.isEnabled()) {
        wake.task = task.name();
        wake.by = by == null ? "" : by.name();
        wake.commit();
      }
    }

    private void done(Task<?> task) {
      IoEvent io = ios.remove(task);
      if (io != null) {
        io.commit();
      }
    }
  }
}
