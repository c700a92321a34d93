package monoloop.readme;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Co;
import monoloop.Task;
import monoloop.io.ByteStream;
import monoloop.io.PeerScript;
import monoloop.io.StreamPair;
import monoloop.test.LoopTest;

/** A protocol is tested with a peer that keeps to a script. */
class PeerSnippetsTest {
  /** What is tested: greets whoever sends a name within a minute. */
  private static Void greet(Co co, ByteStream stream) throws Exception {
    try {
      String name = co.await(Async.timeout(ofMinutes(1), c -> c.await(stream.readLine())));
      stream.write("hello " + name);
    } catch (TimeoutException e) {
      stream.write("too slow");
    }
    stream.close();
    return null;
  }

  @LoopTest
  void a_peer_that_takes_its_time(Co co) throws Exception {
    // @start region="peer-script"
    PeerScript peer = new PeerScript().trickles("Ada", ofSeconds(15)).readsToTheEnd();
    StreamPair pair = ByteStream.pair();
    Task<Void> playing = co.spawn(peer.play(pair.right()));

    greet(co, pair.left());
    co.await(playing);

    assertEquals("too slow", peer.heard());
    // @end
  }
}
