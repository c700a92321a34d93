package monoloop.io;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import monoloop.Co;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** What tests of connections say, and hear. */
final class Talks {
  /** A server that answers each line. */
  static final CoroutineWith<ByteStream, Void> ECHO = Talks::echo;

  private Talks() {}

  static Void echo(Co co, ByteStream stream) throws Exception {
    String line;
    while ((line = co.await(stream.readLine())) != null) {
      stream.write("echo " + line + "\n");
    }
    return null;
  }

  /** The error of a task; it counts as looked at. */
  static <E extends Throwable> E error(Co co, Class<E> type, Mono<?> work) throws Exception {
    Task<?> task = co.spawn(work);
    Deferred<Void> ended = new Deferred<>();
    task.addDoneCallback(t -> ended.complete(null));
    co.await(ended);
    return assertInstanceOf(type, task.exception());
  }
}
