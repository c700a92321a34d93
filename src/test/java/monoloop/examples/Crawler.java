package monoloop.examples;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.taskGroup;
import static monoloop.Async.waitFor;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import monoloop.http.Http;
import monoloop.process.Program;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Follows the links of a site, with a few workers that share a queue. */
final class Crawler {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");

  private final Map<URI, String> pages = new LinkedHashMap<>();
  private final AsyncQueue<URI> queue = AsyncQueue.unbounded();

  /** Every page of the site, with its size or what went wrong. */
  static Mono<Map<URI, String>> crawl(URI start, int workers) {
    return async(co -> {
      Crawler crawler = new Crawler();
      crawler.found(start);
      HttpClient http = Http.client();
      co.await(taskGroup((inner, group) -> {
        for (int i = 0; i < workers; i++) {
          group.spawn("worker-" + i, crawler.work(http));
        }
        inner.await(crawler.queue.awaitAllDone());
        group.cancel();                                       // the workers wait for more
        return null;
      }));
      return crawler.pages;
    });
  }

  // @start region="example-crawler"
  private Mono<Void> work(HttpClient http) {
    return async(co -> {
      while (true) {
        URI page = co.await(queue.take());
        try {
          String text = co.await(waitFor(get(http, page), ofSeconds(5)));
          pages.put(page, text.length() + " characters");
          LINK.matcher(text).results().map(m -> page.resolve(m.group(1)))
              .filter(link -> page.getAuthority().equals(link.getAuthority()))
              .forEach(this::found);
        } catch (Exception e) {                               // a CancelledError is none
          pages.put(page, e.getClass().getSimpleName());
        } finally {
          queue.taskDone();
        }
      }
    });
  }
  // @end

  private void found(URI page) {
    if (pages.putIfAbsent(page, "waiting") == null) {
      queue.tryPut(page);
    }
  }

  private static Mono<String> get(HttpClient http, URI page) {
    return http.get().uri(page).responseSingle((response, body) ->
        response.status().code() == 200
            ? body.asString().defaultIfEmpty("")
            : Mono.error(new IllegalStateException(response.status().toString())));
  }

  /** Crawls the site given. */
  public static void main(String[] args) {
    System.exit(
        Program.run(
            co -> {
              co.await(crawl(URI.create(args[0]), 4))
                  .forEach((page, what) -> System.out.println(page + ": " + what));
              return null;
            }));
  }
}
