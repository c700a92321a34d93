package monoloop.parallel;

import java.net.SocketAddress;
import java.util.List;
import reactor.core.publisher.Mono;

/** What accepts on the loops of a {@link ShardedServer}. Any thread. */
interface Shards {
  void stopAccepting();

  void abort();

  Mono<Void> awaitClosed();

  /** How many connections each loop has accepted. */
  List<Long> accepted();

  int connections();

  int listeners();

  SocketAddress address();
}
