package monoloop.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import monoloop.process.Command;
import monoloop.process.Completed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Every example does what it says. */
class ExamplesTest {
  private static final Duration LONG = ofSeconds(25);
  private static final String LOCAL = "127.0.0.1";

  @TempDir Path folder;

  private static Mono<ByteStream> connect(StreamServer server) {
    return ByteStream.connect(LOCAL, server.port());
  }

  @Test
  void the_echo_server_sends_back_what_it_receives() {
    Async.run(
        co -> {
          StreamServer server = co.await(EchoServer.start(LOCAL, 0));
          ByteStream a = co.await(connect(server));
          ByteStream b = co.await(connect(server));
          a.write("one");
          b.write("two");
          assertEquals("two", new String(co.await(b.readExactly(3)), UTF_8));
          assertEquals("one", new String(co.await(a.readExactly(3)), UTF_8));
          a.close();
          b.close();
          return assertedTrue(co.await(server.drain(LONG)));
        });
  }

  @Test
  void the_members_of_the_chat_read_each_other() {
    Async.run(
        co -> {
          StreamServer server = co.await(new ChatServer().start(LOCAL, 0));
          ByteStream ann = co.await(connect(server));
          ByteStream bob = co.await(connect(server));
          ann.write("ann\n");
          assertEquals("Your name?", co.await(ann.readLine()));
          assertEquals("Your name?", co.await(bob.readLine()));
          bob.write("bob\n");
          assertEquals("* bob joined", co.await(ann.readLine()));
          bob.write("hi\n");
          assertEquals("bob: hi", co.await(ann.readLine()));
          ann.write("hi bob\n");
          assertEquals("ann: hi bob", co.await(bob.readLine()));
          ByteStream twin = co.await(connect(server));
          twin.write("ann\n");
          assertEquals("Your name?", co.await(twin.readLine()));
          assertNull(co.await(twin.readLine()));
          bob.abort();
          assertEquals("* bob left", co.await(ann.readLine()));
          ann.close();
          twin.close();
          return assertedTrue(co.await(server.drain(LONG)));
        });
  }

  @Test
  void the_proxy_forwards_requests_and_opens_tunnels() {
    Async.run(
        co -> {
          DisposableServer site = co.await(site(co.loop().resources()));
          StreamServer proxy = co.await(new HttpProxy(LONG).start(LOCAL, 0));

          ByteStream plain = co.await(connect(proxy));
          plain.write("GET http://127.0.0.1:" + site.port() + "/b HTTP/1.1\r\n"
              + "Host: x\r\nProxy-Connection: keep-alive\r\n\r\n");
          String answer = new String(co.await(waitFor(plain.readAll(), LONG)), UTF_8);
          assertTrue(answer.startsWith("HTTP/1.1 200 OK") && answer.contains("page b"), answer);

          ByteStream tunnel = co.await(connect(proxy));
          tunnel.write("CONNECT 127.0.0.1:" + site.port() + " HTTP/1.1\r\n\r\n");
          assertEquals("HTTP/1.1 200 Connection established", co.await(tunnel.readLine()));
          co.await(tunnel.readLine());
          tunnel.write("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
          answer = new String(co.await(waitFor(tunnel.readAll(), LONG)), UTF_8);
          assertTrue(answer.contains("page b"), answer);

          plain.close();
          tunnel.close();
          site.dispose();
          return assertedTrue(co.await(proxy.drain(LONG)));
        });
  }

  @Test
  void the_proxy_answers_what_it_cannot_do() {
    Async.run(
        co -> {
          StreamServer proxy = co.await(new HttpProxy(ofMillis(200)).start(LOCAL, 0));
          ByteStream silent = co.await(connect(proxy));
          assertEquals("HTTP/1.1 400 Bad Request", co.await(silent.readLine()));
          ByteStream wrong = co.await(connect(proxy));
          wrong.write("nonsense\r\n\r\n");
          assertEquals("HTTP/1.1 400 Bad Request", co.await(wrong.readLine()));
          ByteStream refused = co.await(connect(proxy));
          refused.write("CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n");
          assertEquals("HTTP/1.1 502 Bad Gateway", co.await(refused.readLine()));
          silent.close();
          wrong.close();
          refused.close();
          return assertedTrue(co.await(proxy.drain(LONG)));
        });
  }

  @Test
  void the_crawler_finds_every_page_once() {
    Map<String, String> found = new TreeMap<>();
    Async.run(
        co -> {
          DisposableServer site = co.await(site(co.loop().resources()));
          URI start = URI.create("http://127.0.0.1:" + site.port() + "/");
          co.await(waitFor(Crawler.crawl(start, 2), LONG))
              .forEach((page, what) -> found.put(page.getPath(), what));
          site.dispose();
          return null;
        });

    assertEquals(
        Map.of(
            "/", "57 characters",
            "/a", "37 characters",
            "/b", "6 characters",
            "/gone", "IllegalStateException"),
        found);
  }

  @Test
  void tail_prints_the_lines_that_are_added_until_it_is_told_to_stop() throws IOException {
    Path log = Files.writeString(folder.resolve("log"), "old\n");
    Command tail =
        Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TailF.class.getName(),
            log.toString());

    Async.run(
        co ->
            co.await(
                tail.using(
                    (inner, child) -> {
                      String line = null;
                      for (int i = 0; i < 100 && line == null; i++) {
                        Files.writeString(
                            log, "line " + i + "\n", StandardOpenOption.APPEND);
                        try {
                          line = inner.await(waitFor(child.stdout().readLine(), ofMillis(200)));
                        } catch (TimeoutException notStarted) {
                          continue;
                        }
                      }
                      assertTrue(line != null && line.startsWith("line "), line);
                      child.terminate();
                      Completed done = inner.await(waitFor(child.communicate(), LONG));
                      assertEquals(143, done.exitCode());
                      return null;
                    })));
  }

  /** Four pages, of which one is missing. */
  private static Mono<? extends DisposableServer> site(
      LoopResources loop) {
    return HttpServer.create()
        .host(LOCAL)
        .port(0)
        .runOn(loop)
        .route(
            routes ->
                routes
                    .get("/", (in, out) -> out.sendString(Mono.just(
                        "<a href=\"/a\"> <a href=\"b#x\"> <a href=\"http://x.invalid/\">")))
                    .get("/a", (in, out) -> out.sendString(Mono.just(
                        "<a href=\"/\"> <a href=\"/gone\"> <p> end")))
                    .get("/b", (in, out) -> out.sendString(Mono.just("page b"))))
        .bind();
  }

  private static Void assertedTrue(Boolean condition) {
    assertTrue(condition);
    return null;
  }
}
