package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import monoloop.Async;
import monoloop.http.Http;
import monoloop.parallel.LoopGroup;
import monoloop.parallel.ShardedServer;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

/** What the README's programs for many cores do. */
class ParallelSnippetsTest {
  @Test
  void an_account_is_the_same_whichever_loop_accepts() {
    try (LoopGroup group = LoopGroup.create(2)) {
      Async.run(
          co -> {
            ShardedServer server = co.await(ParallelSnippets.bank(group));
            for (int i = 1; i <= 10; i++) {
              HttpClient client = Http.client().keepAlive(false);
              String uri = "http://127.0.0.1:" + server.port() + "/deposit/ann";
              assertEquals(
                  "ann has " + i,
                  co.await(client.get().uri(uri).responseContent().aggregate().asString()));
            }
            server.abort();
            return null;
          });
    }
  }

  @Test
  void all_numbers_arrive() {
    try (LoopGroup group = LoopGroup.create(2)) {
      assertEquals(500_500L, Async.run(ParallelSnippets.sum(group, 1000)));
    }
  }
}
