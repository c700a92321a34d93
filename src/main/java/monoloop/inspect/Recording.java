package monoloop.inspect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import monoloop.AwaitPoint;
import monoloop.Loop;
import monoloop.LoopListener;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Records what the tasks of a loop do, to draw a {@link Timeline} of it.
 *
 * <p>Started on the loop's thread, or while the loop does not run. It keeps the last steps only, so
 * that it may run for ever: about 100 bytes a step, 2 MB with the default of {@value #STEPS}. Each
 * step costs well below a microsecond more on the compiled engine, and the time of a stack trace on
 * the thread engine, which finds lines that way. Times are the loop's, so a recording under virtual
 * time is the same each time.
 */
public final class Recording implements AutoCloseable {
  /** So many tasks that have ended are known still. */
  private static final int RECENT = 64;

  /** How many steps are kept unless said otherwise. */
  public static final int STEPS = 20_000;

  private final Loop loop;
  private final int limit;
  private final ArrayDeque<Timeline.Step> steps = new ArrayDeque<>();
  private final Map<Integer, Timeline.Lane> lanes = new LinkedHashMap<>();

  /** Of tasks that have not ended, or have just ended. */
  private final Map<Task<?>, Live> live = new IdentityHashMap<>();

  /** Who has ended is still to wake, a turn later, who gathers. */
  private final ArrayDeque<Task<?>> ended = new ArrayDeque<>();

  /** The steps that are being taken, the innermost last. */
  private final ArrayDeque<Live> running = new ArrayDeque<>();

  private final long begin;
  private @Nullable Disposable hearing;
  private @Nullable Long end;
  private long counted;
  private int lastLane;

  private Recording(Loop loop, int limit) {
    this.loop = loop;
    this.limit = limit;
    begin = loop.time();
  }

  /**
   * Starts to record {@code loop}; keeps {@value #STEPS} steps.
   *
   * @return close it to stop
   * @throws monoloop.NotOnLoopException if the loop runs and the calling thread is not its own
   */
  public static Recording of(Loop loop) {
    return of(loop, STEPS);
  }

  /**
   * Starts to record {@code loop}.
   *
   * @param maxSteps how many of the last steps to keep, at least 1
   * @return close it to stop
   * @throws IllegalArgumentException if {@code maxSteps} is less than 1
   * @throws monoloop.NotOnLoopException if the loop runs and the calling thread is not its own
   */
  public static Recording of(Loop loop, int maxSteps) {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("maxSteps must be >= 1, was " + maxSteps);
    }
    Recording recording = new Recording(Objects.requireNonNull(loop, "loop"), maxSteps);
    recording.hearing = loop.listen(recording.new Ear());
    return recording;
  }

  /** What is known of one task. */
  private static final class Live {
    final int lane;

    /** Of the step that is being taken. */
    long begin;

    /** What woke it; see {@link Timeline.Step}. */
    int wokenBy = Timeline.NOBODY;

    long wokenNanos;
    long wokenIn;

    Live(int lane) {
      this.lane = lane;
    }
  }

  /** Separate, so that the methods are no part of the class's own. */
  private final class Ear implements LoopListener {
    @Override
    public void created(Task<?> task, @Nullable Task<?> by) {
      liveOf(task, by);
    }

    @Override
    public void stepBegins(Task<?> task) {
      Live outer = running.peekLast();
      long now = loop.time();
      if (outer != null) {
        add(outer, now, null, ""); // goes on behind the one that interrupts it
      }
      Live l = liveOf(task, null);
      l.begin = now;
      running.addLast(l);
    }

    @Override
    public void stepEnds(Task<?> task) {
      Live l = running.pollLast();
      if (l == null) {
        return; // it began before the recording
      }
      long now = loop.time();
      add(l, now, task.awaiting(), ending(task));
      if (task.isDone()) {
        ended.addLast(task);
        if (ended.size() > RECENT) {
          live.remove(ended.removeFirst());
        }
      }
      Live outer = running.peekLast();
      if (outer != null) {
        outer.begin = now;
      }
    }

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
      Live l = liveOf(task, null);
      Live waker = by == null ? null : live.get(by);
      l.wokenBy = waker == null ? Timeline.OUTSIDE : waker.lane;
      l.wokenNanos = loop.time();
      l.wokenIn = counted;
    }
  }

  private Live liveOf(Task<?> task, @Nullable Task<?> by) {
    Live known = live.get(task);
    if (known != null) {
      return known;
    }
    Live maker = by == null ? null : live.get(by);
    int lane = lastLane++;
    lanes.put(
        lane,
        new Timeline.Lane(
            lane,
            task.name(),
            loop.time(),
            maker == null ? Timeline.NOBODY : maker.lane,
            counted));
    Live l = new Live(lane);
    live.put(task, l);
    return l;
  }

  private void add(Live l, long now, @Nullable AwaitPoint awaits, String ending) {
    steps.addLast(
        new Timeline.Step(
            l.lane, counted++, l.begin, now, awaits, ending, l.wokenBy, l.wokenNanos, l.wokenIn));
    l.wokenBy = Timeline.NOBODY;
    if (steps.size() > limit) {
      steps.removeFirst();
      if (counted % limit == 0) {
        forgetLanes();
      }
    }
  }

  /** Drops those of tasks that have ended and of which no step is kept. */
  private void forgetLanes() {
    Set<Integer> kept = new HashSet<>();
    steps.forEach(s -> kept.add(s.lane()));
    live.forEach(
        (task, l) -> {
          if (!task.isDone()) {
            kept.add(l.lane);
          }
        });
    lanes.keySet().retainAll(kept);
  }

  private static String ending(Task<?> task) {
    if (!task.isDone()) {
      return "";
    }
    return task.isCancelled() ? "cancelled" : task.isFailed() ? "failed" : "completed";
  }

  /**
   * Returns what was recorded so far. On the loop's thread, or while the loop does not run.
   *
   * @return its slow steps are those that took 100 ms or more; see {@link Timeline#slow}
   */
  public Timeline timeline() {
    return new Timeline(
        List.copyOf(new ArrayList<>(lanes.values())),
        List.copyOf(steps),
        begin,
        end == null ? loop.time() : end,
        counted - steps.size(),
        Duration.ofMillis(100));
  }

  /** Stops to record. On the loop's thread, or while the loop does not run. */
  @Override
  public void close() {
    if (end == null) {
      end = loop.time();
      Objects.requireNonNull(hearing).dispose();
    }
  }

  /** {@code Recording[on, 12 steps of 3 tasks]}. */
  @Override
  public String toString() {
    return "Recording["
        + (end == null ? "on, " : "closed, ")
        + steps.size()
        + " steps of "
        + lanes.size()
        + " tasks]";
  }
}
