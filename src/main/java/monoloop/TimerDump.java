package monoloop;

import java.io.Serializable;
import java.time.Duration;

/**
 * A timer in a {@link LoopDump}.
 *
 * @param remaining until it is due; negative if it is late
 * @param what {@code Task b} for a task that sleeps, {@code time limit of Task b}, or what the
 *     callback says of itself
 */
public record TimerDump(Duration remaining, String what) implements Serializable {}
