package monoloop.readme;

import static monoloop.Async.async;

import java.util.HashMap;
import java.util.Map;
import monoloop.Loop;
import monoloop.http.Http;
import monoloop.parallel.LoopGroup;
import monoloop.parallel.Mailbox;
import monoloop.parallel.ShardedServer;
import monoloop.parallel.Supervisor;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** Many cores, as the README shows them. */
final class ParallelSnippets {
  private ParallelSnippets() {}

  // @start region="loop-group"
  /** Accounts are spread over the loops by name: each is touched by one thread only. */
  private static final Map<Loop, Map<String, Integer>> ACCOUNTS = new HashMap<>();

  static Mono<ShardedServer> bank(LoopGroup group) {
    group.loops().forEach(loop -> ACCOUNTS.put(loop, new HashMap<>()));
    return group.bind(HttpServer.create().host("127.0.0.1").port(0)
        .route(routes -> routes.get("/deposit/{name}", Http.handler((co, exchange) -> {
          String name = exchange.param("name");
          int balance = co.await(group.onKey(name, there ->    // a message to the loop that owns it
              ACCOUNTS.get(there.loop()).merge(name, 1, Integer::sum)));
          return co.await(exchange.send(name + " has " + balance));
        }))));                                                 // accepted on every loop
  }
  // @end

  // @start region="mailbox"
  static Mono<Long> sum(LoopGroup group, int count) {
    Loop home = group.next();
    Mailbox<Integer> mailbox = Mailbox.on(home, 64);
    Mono<Void> sender = async(co -> {
      for (int i = 1; i <= count; i++) {
        co.await(mailbox.send(i));                      // waits while 64 are on their way
      }
      mailbox.close();
      return null;
    });
    group.next().submit(sender);
    return LoopGroup.on(home, mailbox.asFlux().reduce(0L, Long::sum));
  }
  // @end

  // @start region="supervisor"
  static Mono<Void> supervise(Class<?> main) {
    return Supervisor.of(main, "-Xmx64m")               // listens on Worker.current().port()
        .workers(4)
        .port(8080)
        .onEvent(System.out::println)
        .run();                                         // cancelling it stops them gracefully
  }
  // @end
}
