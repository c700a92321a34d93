package monoloop.inspect;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import monoloop.AwaitPoint;
import monoloop.ChannelDump;
import monoloop.Co;
import monoloop.Loop;
import monoloop.LoopDump;
import monoloop.TaskDump;
import monoloop.io.ByteStream;
import monoloop.io.DatagramEndpoint;
import monoloop.io.StreamServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Dumps of a loop that another thread asks for. */
class LoopDumpTest {
  private final Loop loop = Loop.create();
  private final CountDownLatch end = new CountDownLatch(1);
  private Thread runner;

  @AfterEach
  void close() throws InterruptedException {
    end.countDown();
    loop.stop();
    if (runner != null) {
      runner.join();
    }
    loop.close();
  }

  private void run(Mono<?> main) {
    runner =
        new Thread(
            () -> {
              try {
                loop.run(main);
              } catch (IllegalStateException stopped) {
                // the test has seen what it wanted
              }
            });
    runner.start();
  }

  /** Runs until {@code main} has said that it is where it should be. */
  private void runTo(CountDownLatch there, Mono<?> main) throws InterruptedException {
    run(main);
    assertTrue(there.await(10, TimeUnit.SECONDS));
  }

  private static TaskDump named(LoopDump dump, String name) {
    return dump.tasks().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void another_thread_gets_an_exact_dump_of_a_loop_that_turns() throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    runTo(
        there,
        async(
            co -> {
              co.spawn("sleeper", sleep(ofSeconds(100)));
              co.loop().callWhenIdle(there::countDown);
              return co.await(sleep(ofSeconds(100)));
            }));

    LoopDump dump = loop.dump(ofSeconds(10));

    assertTrue(dump.exact());
    assertEquals("running", dump.state());
    assertEquals(2, dump.timerCount());
    assertEquals("Task sleeper", dump.timers().get(1).what());
    assertEquals(AwaitPoint.Kind.SLEEP, named(dump, "sleeper").awaits().kind());
    assertTrue(Loop.all().contains(loop));
  }

  @Test
  void a_loop_that_is_held_is_read_from_outside_with_the_stack_that_holds_it() throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    runTo(
        there,
        async(
            co -> {
              co.spawn("sleeper", sleep(ofSeconds(100)));
              co.await(sleep(ofMillis(1)));
              hold(there);
              return null;
            }));

    LoopDump dump = loop.dump(ofMillis(20));

    assertFalse(dump.exact());
    assertEquals(AwaitPoint.Kind.SLEEP, named(dump, "sleeper").awaits().kind());
    assertEquals(TaskDump.State.RUNNING, named(dump, "Task-1").state());
    assertTrue(
        dump.stack().stream().anyMatch(e -> e.getMethodName().equals("hold")),
        dump.stack().toString());
    String tree = TaskTree.of(dump);
    assertTrue(tree.contains("It did not answer: this was read from outside"), tree);
    assertTrue(tree.contains("   at monoloop.inspect.LoopDumpTest.hold(LoopDumpTest.java:"), tree);
  }

  private void hold(CountDownLatch there) {
    there.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_read_leads_to_its_connection() throws Exception {
    CountDownLatch there = new CountDownLatch(2);
    DisposableServer server =
        TcpServer.create()
            .port(0)
            .host("127.0.0.1")
            .handle((in, out) -> out.neverComplete())
            .bindNow();
    TcpClient client =
        TcpClient.newConnection().host("127.0.0.1").port(server.port()).runOn(loop.resources());
    Channel[] channels = new Channel[2];
    runTo(
        there,
        async(
            co -> {
              Connection plain = co.await(client.connect());
              Connection connection = co.await(client.connect());
              channels[0] = plain.channel();
              channels[1] = connection.channel();
              co.spawn(
                  "reactive", (Co c) -> c.await(plain.inbound().receive().asString().next()));
              ByteStream stream = ByteStream.over(connection);
              co.spawn("stream", (Co c) -> c.await(stream.readLine()));
              co.loop().callWhenIdle(there::countDown);
              co.loop().callWhenIdle(there::countDown);
              return co.await(sleep(ofSeconds(100)));
            }));

    LoopDump dump = loop.dump(ofSeconds(10));

    TaskDump reactive = named(dump, "reactive");
    assertEquals(AwaitPoint.Kind.OUTSIDE, reactive.awaits().kind());
    assertTrue(
        reactive.source().getLast().endsWith(" of " + channels[0]), reactive.source().toString());
    assertEquals(AwaitPoint.Kind.OUTSIDE, named(dump, "stream").awaits().kind());
    String stream = "ByteStream[open, " + channels[1].remoteAddress() + ", 0 bytes to read]";
    assertEquals(stream, dump.lines().getFirst().owner());
    assertEquals(
        Map.of(
            local(channels[0]), List.of(reactive.number()),
            local(channels[1]), List.of(named(dump, "stream").number())),
        dump.channels().stream()
            .collect(Collectors.toMap(c -> String.valueOf(c.local()), ChannelDump::waiting)));
    assertEquals(stream, at(dump, local(channels[1])).user());
    server.disposeNow();
  }

  private static String local(Channel channel) {
    return channel.localAddress().toString();
  }

  private static ChannelDump at(LoopDump dump, String local) {
    return dump.channels().stream()
        .filter(c -> local.equals(c.local()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(local + " is not in " + dump.channels()));
  }

  @Test
  void servers_packets_and_the_requests_of_a_client_are_listed() throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    List<String> addresses = new ArrayList<>();
    runTo(
        there,
        async(
            co -> {
              StreamServer server =
                  co.await(
                      StreamServer.start("127.0.0.1", 0, (c, s) -> c.await(sleep(ofSeconds(100)))));
              addresses.add(server.address().toString());
              DatagramEndpoint packets = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
              addresses.add(packets.localAddress().toString());
              co.spawn("packets", (Co c) -> c.await(packets.receive()));
              HttpClient client =
                  HttpClient.newConnection()
                      .runOn(co.loop().resources())
                      .doAfterRequest((request, c) -> addresses.add(local(c.channel())))
                      .doAfterRequest((request, c) -> there.countDown());
              co.spawn(
                  "request",
                  client
                      .get()
                      .uri("http://127.0.0.1:" + server.port() + "/never")
                      .responseContent()
                      .aggregate()
                      .onErrorComplete());
              return co.await(sleep(ofSeconds(100)));
            }));

    LoopDump dump = loop.dump(ofSeconds(10));

    assertEquals("listening", dump.channels().getFirst().state());
    assertEquals(addresses.getFirst(), dump.channels().getFirst().local());
    assertTrue(dump.channels().getFirst().user().startsWith("StreamServer[accepting, "));
    ChannelDump packets = at(dump, addresses.get(1));
    assertEquals(List.of(named(dump, "packets").number()), packets.waiting());
    assertTrue(packets.user().startsWith("DatagramEndpoint[open, "), packets.user());
    ChannelDump request = at(dump, addresses.get(2));
    assertEquals(List.of(named(dump, "request").number()), request.waiting());
    assertEquals("GET{uri=/never}", request.user());
    assertEquals(dump.channels().size(), dump.channelCount());
    String tree = TaskTree.of(dump);
    assertTrue(tree.contains("  open, awaited by request  [GET{uri=/never}]\n"), tree);
  }

  @Test
  void what_holds_a_connection_back_and_an_ended_direction_are_told() throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    String[] addresses = new String[2];
    runTo(
        there,
        async(
            co -> {
              StreamServer server =
                  co.await(
                      StreamServer.start("127.0.0.1", 0, (c, s) -> c.await(sleep(ofSeconds(100)))));
              ByteStream ended = co.await(ByteStream.connect("127.0.0.1", server.port()));
              addresses[0] = String.valueOf(ended.localAddress());
              ended.shutdownOutput();
              ByteStream held = co.await(ByteStream.connect("127.0.0.1", server.port()));
              addresses[1] = String.valueOf(held.localAddress());
              held.write(new byte[32 << 20]); // more than systems keep
              co.spawn("writer", held.drain());
              while (!told(co.loop().dump(), addresses)) {
                co.await(sleep(ofMillis(1)));
              }
              there.countDown();
              return co.await(sleep(ofSeconds(100)));
            }));

    LoopDump dump = loop.dump(ofSeconds(10));

    assertTrue(told(dump, addresses), dump.channels().toString());
    ChannelDump held = at(dump, addresses[1]);
    assertTrue(held.pendingBytes() > 1 << 20, held.toString());
    assertEquals(List.of(named(dump, "writer").number()), held.waiting());
    String tree = TaskTree.of(dump);
    assertTrue(tree.contains(" bytes to write, awaited by writer  ["), tree);
    assertTrue(tree.contains("  open, not reading  [ByteStream[open, "), tree);
  }

  /** Whether both ends of both connections are where they will stay. */
  private static boolean told(LoopDump dump, String[] clients) {
    return at(dump, clients[0]).state().equals("output ended")
        && dump.channels().stream()
            .anyMatch(
                c -> clients[0].equals(c.remote()) && c.state().equals("the peer has ended"))
        && dump.channels().stream()
            .anyMatch(c -> clients[1].equals(c.remote()) && Boolean.FALSE.equals(c.reading()));
  }

  @Test
  void a_loop_that_does_not_run_is_dumped_by_the_caller() {
    LoopDump dump = loop.dump();

    assertTrue(dump.exact());
    assertEquals("stopped", dump.state());
    loop.close();
    assertEquals("closed", loop.dump().state());
    assertFalse(Loop.all().contains(loop));
  }
}
