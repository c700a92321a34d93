package monoloop;

import java.io.Serializable;
import java.util.List;

/**
 * A line in which tasks wait, in a {@link LoopDump}.
 *
 * @param name {@code AsyncQueue.take}
 * @param owner the object whose line it is, as it describes itself; empty if it does not
 * @param waiting the numbers of the tasks, first come first
 */
public record LineDump(String name, String owner, List<Integer> waiting) implements Serializable {}
