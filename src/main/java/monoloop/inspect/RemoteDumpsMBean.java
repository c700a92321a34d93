package monoloop.inspect;

import java.util.List;
import monoloop.LoopDump;

/** What {@link RemoteLoops} asks in the other JVM. */
public interface RemoteDumpsMBean {
  /**
   * Takes the dumps of all loops.
   *
   * @param patienceMillis how long to wait for each, in milliseconds
   * @return one for each loop that is open
   */
  List<LoopDump> dumps(long patienceMillis);
}
