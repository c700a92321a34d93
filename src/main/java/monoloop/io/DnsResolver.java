package monoloop.io;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Loop;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Netty's resolver: one for each loop, with its own cache and socket, closed with the loop. */
final class DnsResolver implements Resolver {
  static final DnsResolver SYSTEM = new DnsResolver(List.of());

  private final List<InetSocketAddress> servers;
  private final Map<EventLoop, DnsNameResolver> resolvers = new HashMap<>();

  DnsResolver(List<InetSocketAddress> servers) {
    this.servers = servers;
  }

  @Override
  public Mono<List<InetAddress>> resolve(String host) {
    return Async.async(
        co -> {
          Deferred<List<InetAddress>> answer = new Deferred<>(co.loop());
          Future<List<InetAddress>> asked = of(co.loop()).resolveAll(host);
          asked.addListener(
              (Future<List<InetAddress>> f) -> {
                if (!f.isSuccess()) {
                  Sockets.fail(answer, f.cause());
                } else if (!answer.isDone()) {
                  answer.complete(f.getNow());
                }
              });
          try {
            return co.await(answer);
          } catch (CancelledError e) {
            asked.cancel(false);
            throw e;
          }
        });
  }

  private DnsNameResolver of(Loop loop) {
    EventLoop eventLoop = loop.eventLoop();
    synchronized (resolvers) {
      DnsNameResolver resolver = resolvers.get(eventLoop);
      if (resolver == null) {
        resolver = make(loop, eventLoop);
        resolvers.put(eventLoop, resolver);
        eventLoop.terminationFuture().addListener(ended -> forget(eventLoop));
      }
      return resolver;
    }
  }

  private void forget(EventLoop eventLoop) {
    synchronized (resolvers) {
      resolvers.remove(eventLoop);
    }
  }

  /** For how many loops there is one. */
  int size() {
    synchronized (resolvers) {
      return resolvers.size();
    }
  }

  private DnsNameResolver make(Loop loop, EventLoop eventLoop) {
    LoopResources resources = loop.resources();
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(eventLoop)
            // RFC 8305: a host that has both is tried with IPv6 first
            .resolvedAddressTypes(ResolvedAddressTypes.IPV6_PREFERRED)
            .datagramChannelFactory(() -> resources.onChannel(DatagramChannel.class, eventLoop))
            .socketChannelFactory(() -> resources.onChannel(SocketChannel.class, eventLoop));
    if (!servers.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
    }
    return builder.build();
  }
}
