package monoloop.parallel;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import monoloop.Async;
import monoloop.Loop;
import reactor.core.publisher.Mono;

/**
 * A server that accepts on every loop of a {@link LoopGroup}.
 *
 * <pre>
 * accepting --> draining (the open connections go on) --> closed
 * </pre>
 *
 * <p>Any thread may use it.
 */
public final class ShardedServer {
  private final List<Loop> loops;
  private final Shards shards;
  private volatile boolean stopped;

  ShardedServer(List<Loop> loops, Shards shards) {
    this.loops = loops;
    this.shards = shards;
  }

  // ---- the four verbs

  /** Accepts no more connections; those that are open go on. Does not wait. Idempotent. */
  public void stopAccepting() {
    stopped = true;
    shards.stopAccepting();
  }

  /**
   * Accepts no more connections and waits until the open ones have ended; those that have not after
   * {@code grace} are aborted. Connections that an HTTP client keeps open count as open.
   *
   * <p>If cancelled, it still accepts none; what is open goes on.
   *
   * @param grace how long they have; zero or negative aborts at once
   * @return cold; true if all ended by themselves
   */
  public Mono<Boolean> drain(Duration grace) {
    Objects.requireNonNull(grace, "grace");
    return Async.async(
        co -> {
          stopAccepting();
          boolean inTime =
              Boolean.TRUE.equals(
                  co.await(Async.moveOnAfter(grace, limited -> limited.await(awaitClosed()))));
          if (!inTime) {
            abort();
            co.await(awaitClosed());
          }
          return inTime;
        });
  }

  /**
   * Accepts no more connections, cancels the coroutines of {@link LoopGroup#serve} and closes the
   * open connections. Does not wait.
   */
  public void abort() {
    stopped = true;
    shards.abort();
  }

  /**
   * Waits until the server accepts no more and the last connection has ended. Does not stop it.
   *
   * @return cold; completes empty
   */
  public Mono<Void> awaitClosed() {
    return shards.awaitClosed();
  }

  // ---- seeing

  /**
   * Returns how many connections each loop has accepted so far.
   *
   * @return in the order of {@link LoopGroup#loops}
   */
  public List<Long> accepted() {
    return shards.accepted();
  }

  /**
   * Returns how many connections are open.
   *
   * @return on all loops together
   */
  public int connections() {
    return shards.connections();
  }

  /**
   * Returns on how many sockets it listens.
   *
   * @return one for each loop, or just one if the system does not spread connections
   */
  public int listeners() {
    return shards.listeners();
  }

  /**
   * Returns the address it listens on, or listened on.
   *
   * @return with the port that was chosen
   */
  public SocketAddress address() {
    return shards.address();
  }

  /**
   * Returns the port it listens on, or listened on.
   *
   * @return the one that was chosen if zero was given
   * @throws IllegalStateException if it listens on something that has no ports
   */
  public int port() {
    if (address() instanceof InetSocketAddress inet) {
      return inet.getPort();
    }
    throw new IllegalStateException(this + " has no port: use address()");
  }

  /** {@code ShardedServer[accepting, /127.0.0.1:8080, 2 loops, 5 connections]}. */
  @Override
  public String toString() {
    int open = shards.connections();
    return "ShardedServer["
        + (!stopped ? "accepting" : open == 0 ? "closed" : "draining")
        + ", "
        + address()
        + ", "
        + loops.size()
        + " loops, "
        + open
        + " connections]";
  }
}
