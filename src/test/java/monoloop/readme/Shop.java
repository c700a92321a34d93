package monoloop.readme;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.flux;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import monoloop.Loop;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Controllers of Spring WebFlux, as the README shows them. */
// @start region="web-flux"
@RestController
class Shop {
  @GetMapping("/page/{user}")
  Mono<String> page(@PathVariable("user") String user) {
    return async(co -> {                                // a task on the request's event loop
      List<String> found =                              // the event loop serves others meanwhile
          co.await(gather(find("name of " + user), find("cart of " + user)));
      return String.join(", ", found);
    });
  }

  @GetMapping(path = "/prices", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<String> prices() {
    return flux(co -> {                                 // cancelled when the browser goes away
      try {
        for (int price = 1; ; price++) {
          co.yield("price " + price);                   // returns when more is wanted
          co.await(sleep(ofMillis(1)));
        }
      } finally {
        co.await(close());                              // clean-up may await
      }
    });
  }
  // @end

  /** Where things ran. */
  final List<String> trace = new CopyOnWriteArrayList<>();

  private Mono<String> find(String what) {
    return async(co -> {
      co.await(sleep(ofMillis(1)));
      trace.add(co.loop() + " " + Loop.current().isCurrent());
      return "the " + what;
    });
  }

  private Mono<Void> close() {
    return async(co -> {
      co.await(sleep(ofMillis(1)));
      trace.add("closed on " + co.loop());
      return null;
    });
  }

  // @start region="web-flux-server"
  static Mono<? extends DisposableServer> serve(ApplicationContext context) {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .doOnConnection(c -> Loop.on(c.channel().eventLoop()))   // coroutines run on it from now on
        .handle(new ReactorHttpHandlerAdapter(
            WebHttpHandlerBuilder.applicationContext(context).build()))
        .bind();
  }
  // @end
}
