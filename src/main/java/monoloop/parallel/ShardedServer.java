package monoloop.parallel;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.io.ByteStream;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.transport.ServerTransport;
import reactor.netty.transport.ServerTransportConfig;

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
  private final List<DisposableServer> listening = new CopyOnWriteArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Set<Disposable> conversations = ConcurrentHashMap.newKeySet();
  private final AtomicLongArray accepted;
  private volatile boolean stopped;

  ShardedServer(List<Loop> loops) {
    this.loops = loops;
    this.accepted = new AtomicLongArray(loops.size());
  }

  // ---- starting

  <T extends ServerTransport<T, C>, C extends ServerTransportConfig<C>> Mono<ShardedServer> bind(
      T settings, LoopGroup group, boolean reusePort) {
    T counted = settings.channelGroup(connections).doOnConnection(this::accepted);
    return Async.async(
        co -> {
          try {
            if (reusePort) {
              for (Loop loop : loops) {
                T one =
                    counted
                        .runOn(loop.resources())
                        .option(ReusePort.option(loop.eventLoop()), true);
                T same = listening.isEmpty() ? one : one.bindAddress(this::address);
                listening.add(Objects.requireNonNull(co.await(LoopGroup.on(loop, bind(same)))));
              }
            } else {
              T all = counted.runOn(group.resources());
              listening.add(
                  Objects.requireNonNull(
                      co.await(LoopGroup.on(loops.getFirst(), bind(all)))));
            }
          } catch (Throwable t) {
            abort();
            throw t;
          }
          return this;
        });
  }

  private static Mono<DisposableServer> bind(ServerTransport<?, ?> server) {
    return server.bind().map(s -> s);
  }

  private void accepted(Connection connection) {
    Loop loop = Loop.on(connection.channel().eventLoop());
    accepted.incrementAndGet(loops.indexOf(loop));
  }

  /** A connection's coroutine, on the loop that has the connection. */
  void converse(Connection connection, CoroutineWith<? super ByteStream, ?> body) {
    Loop loop = Loop.on(connection.channel().eventLoop());
    ByteStream stream = ByteStream.over(connection);
    Mono<?> conversation = Async.async(body, stream);
    Disposable[] task = new Disposable[1];
    task[0] =
        Async.async(
                co -> {
                  try {
                    co.await(conversation);
                  } catch (Exception | AssertionError e) {
                    loop.report("the coroutine of " + stream + " failed", e, this);
                  } catch (CancelledError e) {
                    stream.abort();
                    throw e;
                  }
                  stream.close();
                  try {
                    co.await(stream.awaitClosed());
                  } catch (IOException lost) {
                    return null; // the coroutine, which might have cared, has ended
                  }
                  return null;
                })
            .doFinally(how -> conversations.removeIf(Disposable::isDisposed))
            .subscribe(
                nothing -> {},
                error -> {
                  if (!(error instanceof CancelledError)) {
                    loop.report("a connection of " + this + " failed", error, this);
                  }
                });
    if (!task[0].isDisposed()) {
      conversations.add(task[0]);
    }
  }

  // ---- the four verbs

  /** Accepts no more connections; those that are open go on. Does not wait. Idempotent. */
  public void stopAccepting() {
    stopped = true;
    listening.forEach(DisposableServer::dispose);
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
    stopAccepting();
    new ArrayList<>(conversations).forEach(Disposable::dispose);
    connections.close();
  }

  /**
   * Waits until the server accepts no more and the last connection has ended. Does not stop it.
   *
   * @return cold; completes empty
   */
  public Mono<Void> awaitClosed() {
    return Mono.when(listening.stream().map(DisposableServer::onDispose).toList())
        .then(
            Mono.create(
                sink ->
                    connections.newCloseFuture().addListener(closed -> sink.success())));
  }

  // ---- seeing

  /**
   * Returns how many connections each loop has accepted so far.
   *
   * @return in the order of {@link LoopGroup#loops}
   */
  public List<Long> accepted() {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      counts.add(accepted.get(i));
    }
    return counts;
  }

  /**
   * Returns how many connections are open.
   *
   * @return on all loops together
   */
  public int connections() {
    return connections.size();
  }

  /**
   * Returns on how many sockets it listens.
   *
   * @return one for each loop, or just one if the system does not spread connections
   */
  public int listeners() {
    return listening.size();
  }

  /**
   * Returns the address it listens on, or listened on.
   *
   * @return with the port that was chosen
   */
  public SocketAddress address() {
    return listening.getFirst().address();
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
    return "ShardedServer["
        + (!stopped ? "accepting" : connections.isEmpty() ? "closed" : "draining")
        + ", "
        + (listening.isEmpty() ? "no address" : address())
        + ", "
        + loops.size()
        + " loops, "
        + connections.size()
        + " connections]";
  }
}
