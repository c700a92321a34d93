package monoloop.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    Duration patience = Duration.ofMillis(patienceMillis);
    List<Callable<LoopDump>> questions = new ArrayList<>();
    for (Loop loop : Loop.all()) {
      questions.add(() -> loop.dump(patience));
    }
    List<LoopDump> dumps = new ArrayList<>(); // a list that can be sent
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<LoopDump> dump : asking.invokeAll(questions)) {
        dumps.add(dump.resultNow());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return dumps;
  }
}
