package monoloop.parallel;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import monoloop.Async;
import monoloop.Loop;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.transport.ServerTransport;
import reactor.netty.transport.ServerTransportConfig;

/** A server of reactor-netty on each loop, or one on the first loop that serves on all. */
final class NettyShards implements Shards {
  private final List<Loop> loops;
  private final List<DisposableServer> listening = new CopyOnWriteArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLongArray accepted;

  private NettyShards(List<Loop> loops) {
    this.loops = loops;
    this.accepted = new AtomicLongArray(loops.size());
  }

  static <T extends ServerTransport<T, C>, C extends ServerTransportConfig<C>>
      Mono<ShardedServer> bind(T settings, LoopGroup group, boolean reusePort) {
    NettyShards shards = new NettyShards(group.loops());
    T counted = settings.channelGroup(shards.connections).doOnConnection(shards::accepted);
    return Async.async(
        co -> {
          try {
            if (reusePort) {
              for (Loop loop : shards.loops) {
                T one =
                    counted
                        .runOn(loop.resources())
                        .option(ReusePort.option(loop.eventLoop()), true);
                T same = shards.listening.isEmpty() ? one : one.bindAddress(shards::address);
                shards.listening.add(
                    Objects.requireNonNull(co.await(LoopGroup.on(loop, bind(same)))));
              }
            } else {
              T all = counted.runOn(group.resources());
              shards.listening.add(
                  Objects.requireNonNull(
                      co.await(LoopGroup.on(shards.loops.getFirst(), bind(all)))));
            }
          } catch (Throwable t) {
            shards.abort();
            throw t;
          }
          return new ShardedServer(shards.loops, shards);
        });
  }

  private static Mono<DisposableServer> bind(ServerTransport<?, ?> server) {
    return server.bind().map(s -> s);
  }

  private void accepted(Connection connection) {
    Loop loop = Loop.on(connection.channel().eventLoop());
    accepted.incrementAndGet(loops.indexOf(loop));
  }

  @Override
  public void stopAccepting() {
    listening.forEach(DisposableServer::dispose);
  }

  @Override
  public void abort() {
    stopAccepting();
    connections.close();
  }

  @Override
  public Mono<Void> awaitClosed() {
    return Mono.when(listening.stream().map(DisposableServer::onDispose).toList())
        .then(
            Mono.create(
                sink ->
                    connections.newCloseFuture().addListener(closed -> sink.success())));
  }

  @Override
  public List<Long> accepted() {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      counts.add(accepted.get(i));
    }
    return counts;
  }

  @Override
  public int connections() {
    return connections.size();
  }

  @Override
  public int listeners() {
    return listening.size();
  }

  @Override
  public SocketAddress address() {
    return listening.getFirst().address();
  }
}
