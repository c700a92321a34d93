package monoloop;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop at one moment, as plain data that may leave the JVM: what {@link Loop#dump} takes.
 *
 * @param loop its name
 * @param state {@code running}, {@code stopped} or {@code closed}
 * @param exact whether it was taken on the loop between two steps. If not, the loop did not answer:
 *     this is what another thread could read meanwhile, so it may be torn, and timers, lines and
 *     channels are left out
 * @param tasks those that have not ended, oldest first
 * @param ready how many callbacks are due
 * @param timers the next ones, earliest first; at most {@value #TIMERS}
 * @param timerCount how many are set
 * @param lines in which tasks wait
 * @param channels the open sockets, those that listen first; at most {@value #CHANNELS}. On an event
 *     loop or an executor of somebody else's, those that tasks wait for are there at least
 * @param channelCount how many there are
 * @param calls how many calls of {@link Async#toThread} are being made
 * @param thread the name of its thread; null if it has none now
 * @param stack what that thread does, innermost first; empty if it has none
 */
public record LoopDump(
    String loop,
    String state,
    boolean exact,
    List<TaskDump> tasks,
    int ready,
    List<TimerDump> timers,
    int timerCount,
    List<LineDump> lines,
    List<ChannelDump> channels,
    int channelCount,
    int calls,
    @Nullable String thread,
    List<StackTraceElement> stack)
    implements Serializable {

  /** How many timers are described. */
  public static final int TIMERS = 20;

  /** How many channels are described. */
  public static final int CHANNELS = 1000;

  /** {@code LoopDump[running, monoloop-1, 3 tasks]}. */
  @Override
  public String toString() {
    return "LoopDump["
        + state
        + ", "
        + loop
        + ", "
        + tasks.size()
        + (tasks.size() == 1 ? " task]" : " tasks]");
  }
}
