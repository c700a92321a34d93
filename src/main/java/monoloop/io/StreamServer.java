package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * Accepts connections and runs a coroutine for each (asyncio: start_server).
 *
 * <pre>
 * accepting --> draining (the open connections go on) --> closed
 * </pre>
 *
 * <p>The coroutine is a task of its own; its stream is closed when it ends, however it ends. An
 * error that it lets out goes to the loop's exception handler, and the server goes on. All methods
 * belong to the loop's thread.
 *
 * <p>Unlike asyncio's, the server closes a stream whose coroutine has ended.
 */
public final class StreamServer {
  private final Loop loop;
  private final CoroutineWith<? super ByteStream, ?> body;
  private final Map<ByteStream, Disposable> connections = new LinkedHashMap<>();
  private final WaitQueue<@Nullable Void> closers =
      new WaitQueue<>("StreamServer.awaitClosed", this);
  private final Operation<@Nullable Void> closed = new Closed();
  private final ServerSetup setup;

  /** Stops to listen; null before it does. */
  private @Nullable Disposable listening;

  /** Null if reactor-netty accepts. */
  private @Nullable Acceptor acceptor;

  private @Nullable SocketAddress address;

  /** Those that have a part in the connections of the one that listens. */
  private final Team team;

  /** How many connections are open or on their way here; counted by whoever sends them. */
  private final AtomicInteger open = new AtomicInteger();

  private final AtomicLong accepted = new AtomicLong();
  private volatile boolean stopped;

  StreamServer(Loop loop, CoroutineWith<? super ByteStream, ?> body, ServerSetup setup) {
    this.loop = loop;
    this.body = body;
    this.setup = setup;
    team = new Team(this);
  }

  /** Has a part in the connections of another one. */
  private StreamServer(Loop loop, StreamServer listener) {
    this.loop = loop;
    body = listener.body;
    setup = listener.setup;
    address = listener.address;
    team = listener.team;
    listening = () -> team.leave(this);
    team.join(this);
  }

  /**
   * Listens for TCP connections.
   *
   * @param host the address to listen on, such as {@code "127.0.0.1"}; {@code "0.0.0.0"} for all
   * @param port zero for one that is free, see {@link #port}
   * @param body runs for each connection
   * @return cold; the server, which listens, on the loop that awaits. Fails with {@link
   *     java.io.IOException} or reactor-netty's {@code BindException} if it cannot listen
   */
  public static Mono<StreamServer> start(
      String host, int port, CoroutineWith<? super ByteStream, ?> body) {
    return on(host, port).start(body);
  }

  /**
   * Returns how to listen for TCP connections, for more settings: {@code on(host,
   * 0).tls(tls).start(body)}.
   *
   * @param host as for {@link #start(String, int, CoroutineWith)}
   * @param port zero for one that is free
   * @return listens when told to
   * @throws IllegalArgumentException if {@code port} is not one
   */
  public static ServerSetup on(String host, int port) {
    return on(new InetSocketAddress(Objects.requireNonNull(host, "host"), port));
  }

  /**
   * Returns how to listen on {@code address}.
   *
   * @param address TCP, or a Unix socket: {@link java.net.UnixDomainSocketAddress}
   * @return listens when told to
   */
  public static ServerSetup on(SocketAddress address) {
    return new ServerSetup(Objects.requireNonNull(address, "address"));
  }

  /**
   * Listens as a server of reactor-netty says.
   *
   * @param server without a handler. It is run on the awaiting loop's resources
   * @param body runs for each connection
   * @return cold; the server, which listens; fails as {@link #start(String, int, CoroutineWith)}
   */
  public static Mono<StreamServer> start(
      TcpServer server, CoroutineWith<? super ByteStream, ?> body) {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          StreamServer started =
              new StreamServer(co.loop(), body, new ServerSetup(new InetSocketAddress(0)));
          try {
            co.await(started.listen(server));
          } catch (CancelledError e) {
            started.abort();
            throw e;
          }
          return started;
        });
  }

  /**
   * Makes a server on the loop that awaits, mostly another one, that does not listen itself but has
   * a part in the connections of this one, which go to all such servers in turn. Its settings and
   * its coroutine are the same; the limit of connections is each one's own. When this one stops
   * accepting, no more come.
   *
   * @return cold; accepts until it is told to stop. Fails with an IllegalStateException if this one
   *     does not accept, or reactor-netty accepts for it
   */
  public Mono<StreamServer> share() {
    return Async.async(
        co -> {
          if (acceptor == null || stopped) {
            throw new IllegalStateException(
                this
                    + (stopped
                        ? " accepts no more. Share it before"
                        : " does not accept by itself. Share one that was started by on(...)"));
          }
          return new StreamServer(co.loop(), this);
        });
  }

  private Mono<? extends DisposableServer> listen(TcpServer server) {
    return server
        .runOn(loop.resources())
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .doOnConnection(this::accepted)
        .bind()
        .doOnNext(
            s -> {
              listening = s;
              address = s.address();
            });
  }

  /** Bound; from now on connections are accepted. */
  void listens(Channel channel, @Nullable Path path) {
    address = path == null ? channel.localAddress() : UnixDomainSocketAddress.of(path);
    acceptor = new Acceptor(loop, channel, team, setup.acceptPause);
    channel.pipeline().addLast("monoloop.server", acceptor);
    listening =
        () -> {
          channel.close();
          if (path != null) {
            try {
              ServerSetup.removeSocket(path);
            } catch (IOException e) {
              loop.report("the socket of " + this + " could not be removed", e, this);
            }
          }
        };
    acceptor.adjust();
  }

  /** As if the system had refused to accept a connection. */
  void acceptFailed(IOException cause) {
    Objects.requireNonNull(acceptor).failed(cause);
  }

  /** None is accepted for a while. */
  void pauses(Throwable cause, Duration pause) {
    loop.report(this + " could not accept a connection, and waits " + pause, cause, this);
  }

  // ---- one connection

  /** How many more it would take. Any thread. */
  int room() {
    return stopped || loop.isClosed() ? 0 : setup.maxConnections - open.get();
  }

  /** On the loop that listens. */
  void arrived(Channel guest) {
    open.incrementAndGet();
    accepted.incrementAndGet();
    try {
      setup.configure(guest);
      loop.eventLoop()
          .register(guest)
          .addListener(
              registered -> {
                if (registered.isSuccess() && !stopped) {
                  serve(ByteStream.over(loop, guest, setup.limit));
                } else {
                  sendAway(guest);
                }
              });
    } catch (RuntimeException e) {
      sendAway(guest);
      loop.report(this + " could not take a connection", e, this);
    }
  }

  private void sendAway(Channel guest) {
    guest.unsafe().closeForcibly();
    left();
  }

  private void accepted(Connection connection) {
    if (stopped) {
      connection.dispose();
    } else {
      open.incrementAndGet();
      accepted.incrementAndGet();
      serve(ByteStream.over(connection));
    }
  }

  private void serve(ByteStream stream) {
    connections.put(stream, () -> {}); // it may end within subscribe()
    Disposable task = serving(stream).subscribe(nothing -> {}, this::failed);
    connections.computeIfPresent(stream, (s, d) -> task);
  }

  private Mono<@Nullable Void> serving(ByteStream stream) {
    Mono<?> conversation = Async.async(body, stream);
    Tls tls = setup.tls;
    return Async.async(
        co -> {
          try {
            try {
              if (tls != null) {
                co.await(stream.startTls(tls));
              }
              co.await(conversation);
            } catch (SSLException e) {
              boolean handshake = tls != null && stream.tls() == null;
              loop.report(
                  (handshake ? "the TLS of " : "the coroutine of ") + stream + " failed", e, this);
            } catch (Exception | AssertionError e) {
              loop.report("the coroutine of " + stream + " failed", e, this);
            }
            stream.close();
            co.await(stream.awaitClosed());
          } catch (IOException lost) {
            // the coroutine, which might have cared, has ended
          } catch (Throwable t) {
            stream.abort();
            throw t;
          } finally {
            ended(stream);
          }
          return null;
        });
  }

  /** What is neither an exception nor a cancel has ended the coroutine. */
  private void failed(Throwable error) {
    if (!(error instanceof CancelledError)) {
      loop.report("a connection of " + this + " failed", error, this);
    }
  }

  private void ended(ByteStream stream) {
    connections.remove(stream);
    left();
    tellClosed();
  }

  private void left() {
    open.decrementAndGet();
    team.makeRoom();
  }

  /** Somebody of the team has room for more. Any thread. */
  void makeRoom() {
    Acceptor a = acceptor;
    if (a == null || stopped) {
      return;
    }
    if (loop.isCurrent()) {
      a.adjust();
    } else if (setup.maxConnections < Integer.MAX_VALUE) {
      try {
        loop.callSoonThreadsafe(a::adjust);
      } catch (IllegalStateException loopIsClosed) {
        return; // and with it who listens
      }
    }
  }

  private void tellClosed() {
    if (isClosed()) {
      closers.wakeAll(null);
    }
  }

  private boolean isClosed() {
    return stopped && connections.isEmpty();
  }

  // ---- the four verbs

  /**
   * Accepts no more connections; those that are open go on (asyncio: close). Does not wait. A
   * second call does nothing.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void stopAccepting() {
    Owned.check(this, loop);
    if (!stopped) {
      stopped = true;
      if (listening != null) {
        listening.dispose();
      }
      tellClosed();
    }
  }

  /**
   * Accepts no more connections and waits until the open ones have ended; those that have not after
   * {@code grace} are aborted.
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
                  co.await(Async.moveOnAfter(grace, limited -> limited.await(closed))));
          if (!inTime) {
            abort();
            co.await(closed);
          }
          return inTime;
        });
  }

  /**
   * Accepts no more connections, cancels the coroutines of the open ones and drops what they have
   * not sent (asyncio: close, abort_clients). Does not wait.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void abort() {
    stopAccepting();
    new ArrayList<>(connections.entrySet())
        .forEach(
            e -> {
              e.getKey().abort();
              e.getValue().dispose();
            });
  }

  /**
   * Waits until the server accepts no more and the last connection has ended (asyncio:
   * wait_closed). Does not stop it.
   *
   * @return cold; completes empty
   */
  public Mono<@Nullable Void> awaitClosed() {
    return closed;
  }

  // ---- seeing

  /**
   * Returns whether new connections are accepted (asyncio: is_serving).
   *
   * @return false from {@link #stopAccepting} on
   */
  public boolean isAccepting() {
    return !stopped && listening != null;
  }

  /**
   * Returns how many connections are open. Any thread.
   *
   * @return those whose coroutine has not ended, or whose last bytes are still being sent
   */
  public int connections() {
    return open.get();
  }

  /**
   * Returns how many connections were accepted so far. Any thread.
   *
   * @return those that have ended, too
   */
  public long accepted() {
    return accepted.get();
  }

  /**
   * Returns the address it listens on, or listened on.
   *
   * @return with the port that was chosen
   */
  public SocketAddress address() {
    return Objects.requireNonNull(address);
  }

  /**
   * Returns the port it listens on, or listened on.
   *
   * @return the one that was chosen if zero was given
   * @throws IllegalStateException if it listens on something that has no ports
   */
  public int port() {
    if (address instanceof InetSocketAddress inet) {
      return inet.getPort();
    }
    throw new IllegalStateException(this + " has no port: use address()");
  }

  /** {@code StreamServer[accepting, /127.0.0.1:8080, 2 connections]}. */
  @Override
  public String toString() {
    return "StreamServer["
        + (isClosed() ? "closed" : stopped ? "draining" : "accepting")
        + ", "
        + address
        + ", "
        + open
        + " connections]";
  }

  private final class Closed extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      Owned.check(StreamServer.this, loop);
      return isClosed() ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return closers;
    }
  }
}
