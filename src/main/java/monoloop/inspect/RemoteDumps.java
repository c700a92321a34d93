package monoloop.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Loop;
import monoloop.LoopDump;

/**
 * What {@link RemoteLoops} puts into the MBean server of the other JVM, which makes it by its name.
 * Not for use by programs.
 */
public final class RemoteDumps implements RemoteDumpsMBean {
  /** Called by the MBean server. */
  public RemoteDumps() {}

  @Override
  public List<LoopDump> dumps(long patienceMillis) {
    List<LoopDump> dumps = new ArrayList<>(); // a list that can be sent
    for (Loop loop : Loop.all()) {
      dumps.add(loop.dump(Duration.ofMillis(patienceMillis)));
    }
    return dumps;
  }
}
