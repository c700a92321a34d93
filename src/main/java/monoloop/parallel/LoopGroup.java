package monoloop.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.Task;
import monoloop.io.ByteStream;
import monoloop.io.ServerSetup;
import monoloop.io.StreamServer;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.ServerTransport;
import reactor.netty.transport.ServerTransportConfig;

/**
 * Several loops, by default one for each core, that share nothing but messages.
 *
 * <p>A loop is one thread, so it uses one core. A group starts as many as there are, and has ways
 * to spread work over them: {@link #next} in turn, {@link #forKey} by what the work is about,
 * {@link #bind} by letting each of them accept connections. What one loop owns the others must not
 * touch: they {@linkplain #on ask} it, or send through a {@link Mailbox}. With {@code
 * -Dmonoloop.debug=true} locks, queues and events that are used on two loops are reported.
 *
 * <pre>
 * open (all loops turn) --> closed
 * </pre>
 *
 * <p>Any thread may use a group.
 *
 * {@snippet class="ParallelSnippets" region="loop-group"}
 */
public final class LoopGroup implements AutoCloseable {
  private static final AtomicInteger CREATED = new AtomicInteger();

  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  private LoopGroup(List<Loop> loops) {
    this.loops = List.copyOf(loops);
  }

  /**
   * Starts one loop for each processor that the JVM may use. Close it in the end.
   *
   * @return loops that turn
   */
  public static LoopGroup create() {
    return create(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Starts a number of loops. Close it in the end.
   *
   * @param size how many, at least 1
   * @return loops that turn
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public static LoopGroup create(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be >= 1, was " + size);
    }
    int number = CREATED.incrementAndGet();
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      loops.add(Loop.start("group-" + number + "-" + i));
    }
    return new LoopGroup(loops);
  }

  // ---- choosing

  /**
   * Returns the loops.
   *
   * @return at least one, always in the same order
   */
  public List<Loop> loops() {
    return loops;
  }

  /**
   * Returns one loop after the other, for work that any of them may do.
   *
   * @return in turn
   */
  public Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /**
   * Returns the loop that owns what {@code key} names: a user, a document, an account.
   *
   * @param key with a {@code hashCode} that does not change
   * @return the same loop for equal keys, as long as the group lives
   */
  public Loop forKey(Object key) {
    int hash = key.hashCode() * 0x9E3779B9; // spreads numbers that follow each other
    return loops.get(Math.floorMod(hash >>> 16, loops.size()));
  }

  // ---- working

  /**
   * Runs {@code work} as a task of {@code loop} and awaits it from another loop.
   *
   * <p>Errors cross over as they are. If the waiter is cancelled, the task is cancelled and waited
   * for; a value that it has all the same is discarded. On {@code loop} itself the work runs inside
   * the waiter's task, without a hop. The work sees the waiter's context.
   *
   * @param loop where it runs; need not be of this group
   * @param work a coroutine, or any Mono, which is subscribed to there
   * @return cold; signals on the waiter's loop; fails with an IllegalStateException if {@code loop}
   *     is or gets closed
   * @throws IllegalArgumentException if {@code work} is a {@link Task} or a {@link
   *     monoloop.Deferred}: await these on their own loop
   */
  public static <T> Mono<T> on(Loop loop, Mono<T> work) {
    return Remote.run(
        Objects.requireNonNull(loop, "loop"), Objects.requireNonNull(work, "work"));
  }

  /**
   * As {@link #on(Loop, Mono)}, on the loop that owns {@code key}.
   *
   * @param key as for {@link #forKey}
   * @param body what it runs
   * @return cold; as there
   */
  public <T> Mono<T> onKey(Object key, Coroutine<T> body) {
    return on(forKey(key), Async.async(body));
  }

  /**
   * Runs something on each loop at the same time, for example a server.
   *
   * <p>If one of them fails, the others are cancelled.
   *
   * @param work is given the loop, and called on it
   * @return cold; the results in the order of the loops, without those that are empty; fails with
   *     a {@link monoloop.TaskGroupException} of the errors
   */
  public <T> Mono<List<T>> onEach(Function<Loop, ? extends Mono<T>> work) {
    Objects.requireNonNull(work, "work");
    return Async.taskGroup(
        (co, group) -> {
          List<Task<T>> tasks = new ArrayList<>();
          for (Loop loop : loops) {
            tasks.add(group.spawn(on(loop, Mono.defer(() -> work.apply(loop)))));
          }
          List<T> results = new ArrayList<>();
          for (Task<T> task : tasks) {
            T result = co.await(task);
            if (result != null) {
              results.add(result);
            }
          }
          return results;
        });
  }

  // ---- serving

  /**
   * Makes a server of reactor-netty accept on every loop: {@code
   * group.bind(HttpServer.create().port(8080).handle(Http.handler(...)))}.
   *
   * <p>On Linux each loop listens on the same port (SO_REUSEPORT) and the kernel spreads the
   * connections by their addresses. Elsewhere the first loop accepts and hands the connections out
   * in turn. A connection stays on its loop.
   *
   * @param server with its handler; it is run on the loops of the group
   * @return cold; listens on every loop; fails with reactor-netty's BindException if it cannot
   */
  public <T extends ServerTransport<T, C>, C extends ServerTransportConfig<C>>
      Mono<ShardedServer> bind(T server) {
    return bind(server, ReusePort.BALANCES);
  }

  <T extends ServerTransport<T, C>, C extends ServerTransportConfig<C>> Mono<ShardedServer> bind(
      T server, boolean reusePort) {
    Objects.requireNonNull(server, "server");
    return Mono.defer(() -> NettyShards.bind(server, this, reusePort));
  }

  /**
   * Listens for TCP connections on every loop and runs a coroutine for each connection on the loop
   * that has it; as {@link #serve(ServerSetup, CoroutineWith)}.
   *
   * @param host the address to listen on
   * @param port zero for one that is free
   * @param body runs for each connection; must not keep what belongs to one loop
   * @return cold; listens on every loop
   */
  public Mono<ShardedServer> serve(
      String host, int port, CoroutineWith<? super ByteStream, ?> body) {
    return serve(StreamServer.on(host, port), body);
  }

  /**
   * Starts a {@link StreamServer} on every loop, all of them on one port. The system or, as with
   * {@link #bind}, the first loop spreads the connections. An error that a coroutine lets out goes
   * to the exception handler of its loop.
   *
   * @param setup with TLS and limits; the limit of connections is that of each loop. On a Unix
   *     socket the first loop accepts
   * @param body runs for each connection; must not keep what belongs to one loop
   * @return cold; listens on every loop; fails with {@link java.net.BindException} or another
   *     {@link java.io.IOException} if it cannot
   */
  public Mono<ShardedServer> serve(
      ServerSetup setup, CoroutineWith<? super ByteStream, ?> body) {
    return serve(setup, body, ReusePort.BALANCES && setup.hasPort());
  }

  Mono<ShardedServer> serve(
      ServerSetup setup, CoroutineWith<? super ByteStream, ?> body, boolean reusePort) {
    Objects.requireNonNull(body, "body");
    return Mono.defer(() -> StreamShards.start(loops, setup, body, reusePort));
  }

  /**
   * Returns all loops for reactor-netty's {@code runOn(...)}: the first accepts, connections live
   * on one after the other.
   *
   * @return disposing it does nothing
   */
  public LoopResources resources() {
    return new GroupResources(loops);
  }

  // ---- seeing and closing

  /**
   * How busy a loop is.
   *
   * @param loop which one
   * @param tasks how many have not ended
   * @param lag how long it took until the loop had time to answer
   */
  public record Load(Loop loop, int tasks, Duration lag) {}

  /**
   * Asks every loop how busy it is.
   *
   * @return cold; one for each loop, in their order
   */
  public Mono<List<Load>> statistics() {
    return Mono.defer(
        () -> {
          long asked = System.nanoTime();
          return onEach(
              loop ->
                  Mono.fromSupplier(
                      () ->
                          new Load(
                              loop,
                              Task.all().size() - 1, // without the one that asks
                              Duration.ofNanos(System.nanoTime() - asked))));
        });
  }

  /**
   * Closes all loops: their tasks are cancelled and waited for. Idempotent.
   *
   * @throws IllegalStateException if called on a loop of the group
   */
  @Override
  public void close() {
    for (Loop loop : loops) {
      if (loop.isCurrent()) {
        throw new IllegalStateException(
            this + " cannot be closed on its own " + loop + ". Close it where it was created");
      }
    }
    closed = true;
    loops.forEach(Loop::close);
  }

  /** {@code LoopGroup[open, 4 loops]}. */
  @Override
  public String toString() {
    return "LoopGroup[" + (closed ? "closed" : "open") + ", " + loops.size() + " loops]";
  }
}
