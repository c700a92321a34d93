package monoloop.parallel;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.io.ByteStream;
import monoloop.io.ServerSetup;
import monoloop.io.StreamServer;
import reactor.core.publisher.Mono;

/** A {@link StreamServer} on each loop. */
final class StreamShards implements Shards {
  private final List<Loop> loops;

  /** In the order of the loops; all there once the server is. */
  private final List<StreamServer> servers = new ArrayList<>();

  private final boolean reusePort;

  private StreamShards(List<Loop> loops, boolean reusePort) {
    this.loops = loops;
    this.reusePort = reusePort;
  }

  static Mono<ShardedServer> start(
      List<Loop> loops,
      ServerSetup setup,
      CoroutineWith<? super ByteStream, ?> body,
      boolean reusePort) {
    return Async.async(
        co -> {
          StreamShards shards = new StreamShards(loops, reusePort);
          try {
            for (Loop loop : loops) {
              Mono<StreamServer> next;
              if (shards.servers.isEmpty()) {
                next = (reusePort ? setup.reusePort() : setup).start(body);
              } else if (reusePort) {
                next = setup.reusePort().address(shards.address()).start(body);
              } else {
                next = shards.servers.getFirst().share();
              }
              shards.servers.add(Objects.requireNonNull(co.await(LoopGroup.on(loop, next))));
            }
          } catch (Throwable t) {
            shards.abort();
            throw t;
          }
          return new ShardedServer(loops, shards);
        });
  }

  /** Tells all of them; a loop that is closed has no connections any more. */
  private void tell(Consumer<StreamServer> what) {
    for (int i = 0; i < servers.size(); i++) {
      StreamServer server = servers.get(i);
      Loop loop = loops.get(i);
      if (loop.isCurrent()) {
        what.accept(server);
      } else {
        try {
          loop.callSoonThreadsafe(() -> what.accept(server));
        } catch (IllegalStateException closed) {
          continue;
        }
      }
    }
  }

  @Override
  public void stopAccepting() {
    tell(StreamServer::stopAccepting);
  }

  @Override
  public void abort() {
    tell(StreamServer::abort);
  }

  @Override
  public Mono<Void> awaitClosed() {
    return Async.async(
        co -> {
          for (int i = 0; i < servers.size(); i++) {
            Loop loop = loops.get(i);
            try {
              co.await(LoopGroup.on(loop, servers.get(i).awaitClosed()));
            } catch (IllegalStateException e) {
              if (!loop.isClosed()) {
                throw e;
              }
            }
          }
          return null;
        });
  }

  @Override
  public List<Long> accepted() {
    return servers.stream().map(StreamServer::accepted).toList();
  }

  @Override
  public int connections() {
    return servers.stream().mapToInt(StreamServer::connections).sum();
  }

  @Override
  public int listeners() {
    return reusePort ? servers.size() : 1;
  }

  @Override
  public SocketAddress address() {
    return servers.getFirst().address();
  }
}
