package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.web.reactive.config.EnableWebFlux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Coroutines in a WebFlux application, behind its real server. */
class ShopTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext(Application.class, Shop.class);
  private final Shop shop = context.getBean(Shop.class);
  private DisposableServer server;

  /** What an application of Spring consists of. */
  @EnableWebFlux
  static class Application {}

  @BeforeEach
  void start() {
    server = Shop.serve(context).block(LONG);
  }

  @AfterEach
  void stop() {
    server.disposeNow();
    context.close();
  }

  private HttpClient client() {
    return HttpClient.create(ConnectionProvider.newConnection())
        .host("127.0.0.1")
        .port(server.port());
  }

  @Test
  void a_coroutine_answers_and_all_of_it_runs_on_the_event_loop_of_the_request() {
    String page =
        client().get().uri("/page/you").responseContent().aggregate().asString().block(LONG);

    assertEquals("the name of you, the cart of you", page);
    assertEquals(2, shop.trace.size());
    assertEquals(shop.trace.getFirst(), shop.trace.getLast());
    assertTrue(
        shop.trace.getFirst().matches("Loop\\[running, on .*EventLoop.*] true"),
        shop.trace.toString());
  }

  @Test
  void a_browser_that_goes_away_cancels_the_generator_whose_clean_up_awaits() {
    List<String> events =
        client()
            .get()
            .uri("/prices")
            .responseContent()
            .asString()
            .concatMapIterable(s -> s.lines().filter(l -> !l.isEmpty()).toList())
            .take(3)
            .collectList()
            .block(LONG);

    assertEquals(List.of("data:price 1", "data:price 2", "data:price 3"), events);
    Mono.fromSupplier(() -> shop.trace.isEmpty() ? null : shop.trace.getFirst())
        .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(5)))
        .doOnNext(t -> assertTrue(t.matches("closed on Loop\\[running, on .*"), t))
        .block(LONG);
  }

  @Test
  void many_requests_share_few_threads() {
    List<String> pages =
        reactor.core.publisher.Flux.range(0, 50)
            .flatMap(
                i -> client().get().uri("/page/" + i).responseContent().aggregate().asString(), 8)
            .collectList()
            .block(LONG);

    assertEquals(50, pages.stream().distinct().count());
    assertTrue(
        shop.trace.stream().distinct().count() <= Runtime.getRuntime().availableProcessors() + 4,
        shop.trace.toString());
  }
}
