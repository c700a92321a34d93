package monoloop.walkthrough;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.http.Http;
import monoloop.http.HttpExchange;
import monoloop.io.ByteStream;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/**
 * Three sites fetched at the same time by one thread, by hand on a socket and by a client. The
 * sites are here, on the same thread, and each takes its time to answer.
 */
final class ThreeSites {
  private static final List<String> NAMES = List.of("www.first", "www.second", "www.third");
  private static final int MILLIS = 150;

  private final Witness console;

  /** How many sites are thinking, and how many were at the same time. */
  private int thinking;

  private int most;

  private ThreeSites(PrintStream console) {
    this.console = new Witness(console);
  }

  /** Where a name leads: what DNS would know. */
  private record Site(String name, DisposableServer server) {
    String uri() {
      return "http://127.0.0.1:" + server.port() + "/";
    }
  }

  private Mono<Site> open(String name) {
    return async(
        co -> {
          DisposableServer server =
              co.await(
                  HttpServer.create()
                      .runOn(co.loop().resources())
                      .host("127.0.0.1")
                      .port(0)
                      .handle(Http.handler((c, exchange) -> c.await(answer(exchange, name))))
                      .bind());
          return new Site(name, server);
        });
  }

  private Mono<Void> answer(HttpExchange exchange, String name) {
    return async(
        co -> {
          most = Math.max(most, ++thinking);
          co.await(sleep(ofMillis(MILLIS))); // the sites of the world are slow
          thinking--;
          console.println(name + " answers");
          co.await(exchange.send("the page of " + name));
          return null;
        });
  }

  /** As the tutorial does it: a request by hand, then the header line by line. */
  private Mono<Void> wget(Site site) {
    return async(
        co -> {
          console.println("wget " + site.name + "...");
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", site.server.port()));
          stream.write("GET / HTTP/1.0\r\nHost: " + site.name + "\r\n\r\n");
          co.await(stream.drain());
          String line;
          while ((line = co.await(stream.readLine())) != null && !line.isEmpty()) {
            console.println(site.name + " header > " + line);
          }
          stream.close(); // ignore the body
          return null;
        });
  }

  private Mono<Void> main() {
    return async(
        co -> {
          List<Site> sites = new ArrayList<>();
          for (String name : NAMES) {
            sites.add(co.await(open(name)));
          }
          console.println("-- by hand");
          Stopwatch watch = new Stopwatch();
          co.await(gather(sites.stream().map(this::wget).toList()));
          report(watch);

          console.println("-- by a client");
          HttpClient client = Http.client();
          watch = new Stopwatch();
          co.await(gather(sites.stream().map(s -> page(client, s)).toList()))
              .forEach(console::println);
          report(watch);
          return null;
        });
  }

  private static Mono<String> page(HttpClient client, Site site) {
    return client.get().uri(site.uri()).responseContent().aggregate().asString();
  }

  private void report(Stopwatch watch) {
    console.println(
        most + " sites of " + MILLIS + " ms at the same time in " + watch.millis() + " ms on "
            + console.threads());
    most = 0;
  }

  static void run(PrintStream console) {
    Async.run(new ThreeSites(console).main());
  }
}
