package monoloop.io;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import monoloop.Async;
import monoloop.Co;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Packets. */
class DatagramEndpointTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Two endpoints. */
  private record Ends(DatagramEndpoint server, DatagramEndpoint client) {}

  /** Neither of them knows the other one. */
  private static void bound(CoroutineWith<Ends, ?> talk) {
    between(talk, server -> DatagramEndpoint.bind("127.0.0.1", 0));
  }

  /** The client speaks with the server only. */
  private static void connected(CoroutineWith<Ends, ?> talk) {
    between(
        talk, server -> DatagramEndpoint.connect("127.0.0.1", server.localAddress().getPort()));
  }

  private static void between(
      CoroutineWith<Ends, ?> talk, Function<DatagramEndpoint, Mono<DatagramEndpoint>> second) {
    Async.run(
        co -> {
          try (DatagramEndpoint server = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
              DatagramEndpoint client = co.await(second.apply(server))) {
            co.await(Async.async(talk, new Ends(server, client)));
          }
          return null;
        });
  }

  /** The name of what the loop waits with: {@code EPOLL}, {@code NIO}. */
  private static String transport(Co co) {
    String resources = co.loop().resources().toString();
    return resources.substring("IoResources[".length(), resources.length() - 1);
  }

  @Test
  void packets_go_both_ways_and_say_who_has_sent_them() {
    connected(
        (co, ends) -> {
          ends.client().send(bytes("ping"));
          Datagram ping = co.await(ends.server().receive());
          assertEquals("ping", ping.text());
          assertEquals(ends.client().localAddress(), ping.peer());

          ends.server().send(bytes("pong"), ping.peer());

          assertEquals("pong", co.await(ends.client().receive()).text());
          assertEquals(ends.server().localAddress(), ends.client().remoteAddress());
          return null;
        });
  }

  @Test
  void a_large_packet_arrives_whole() {
    Async.run(
        co -> {
          byte[] large = new byte[60_000];
          large[59_999] = 7;
          try (DatagramEndpoint server = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
              DatagramEndpoint client = co.await(DatagramEndpoint.bind("127.0.0.1", 0))) {
            client.send(large, server.localAddress());
            co.await(client.drain());

            assertArrayEquals(large, co.await(server.receive()).bytes());
          }
          return null;
        });
  }

  @Test
  void a_packet_may_be_empty() {
    bound(
        (co, ends) -> {
          ends.client().send(new byte[0], ends.server().localAddress());
          ends.client().send(bytes("and more"), ends.server().localAddress());

          Datagram first = co.await(ends.server().receive());
          assertEquals("", first.text());
          assertEquals(ends.client().localAddress(), first.peer());
          assertEquals("and more", co.await(ends.server().receive()).text());
          return null;
        });
  }

  @Test
  void a_connected_endpoint_sends_empty_packets_but_on_nio_it_says_that_it_cannot() {
    connected(
        (co, ends) -> {
          if (transport(co).equals("NIO")) {
            UnsupportedOperationException e =
                assertThrows(
                    UnsupportedOperationException.class, () -> ends.client().send(new byte[0]));
            assertTrue(
                e.getMessage().endsWith("Bind an endpoint and say to whom: send(bytes, peer)"),
                e.getMessage());
          } else {
            ends.client().send(new byte[0]);
            assertEquals("", co.await(ends.server().receive()).text());
          }

          ends.client().send(bytes("and more"));
          assertEquals("and more", co.await(ends.server().receive()).text());
          return null;
        });
  }

  @Test
  void a_connected_endpoint_receives_empty_packets_but_on_epoll_they_are_left_out() {
    connected(
        (co, ends) -> {
          ends.server().send(new byte[0], ends.client().localAddress());
          ends.server().send(bytes("and more"), ends.client().localAddress());

          if (!transport(co).equals("EPOLL")) {
            assertEquals("", co.await(ends.client().receive()).text());
          }
          assertEquals("and more", co.await(ends.client().receive()).text());
          return null;
        });
  }

  @Test
  void who_has_joined_a_group_receives_what_is_sent_to_it() {
    Async.run(
        co -> {
          InetAddress group = InetAddress.getByName("239.255.77.7");
          NetworkInterface loopback =
              NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
          try (DatagramEndpoint member = co.await(DatagramEndpoint.bind("0.0.0.0", 0));
              DatagramEndpoint sender = co.await(DatagramEndpoint.bind("127.0.0.1", 0))) {
            InetSocketAddress all =
                new InetSocketAddress(group, member.localAddress().getPort());
            co.await(member.join(group, loopback));

            sender.send(bytes("to all"), all);

            Datagram received = co.await(member.receive());
            assertEquals("to all", received.text());
            assertEquals(sender.localAddress(), received.peer());
            assertThrows(
                IllegalArgumentException.class,
                () -> member.join(InetAddress.getByName("127.0.0.1"), loopback));
          }
          return null;
        });
  }

  @Test
  void a_full_queue_drops_the_newest_and_counts_it() {
    Async.run(
        co -> {
          try (DatagramEndpoint server =
                  co.await(DatagramEndpoint.bind(new InetSocketAddress("127.0.0.1", 0), 2));
              DatagramEndpoint client = co.await(DatagramEndpoint.bind("127.0.0.1", 0))) {
            for (int i = 0; i < 5; i++) {
              client.send(bytes("" + i), server.localAddress());
            }
            while (server.dropped() < 3) {
              co.await(checkpoint());
            }

            assertEquals("0", co.await(server.receive()).text());
            assertEquals("1", co.await(server.receive()).text());
            assertTrue(server.toString().endsWith("0 packets, 3 dropped]"), server::toString);
          }
          return null;
        });
  }

  @Test
  void packets_are_a_flux_with_demand() {
    bound(
        (co, ends) -> {
          for (int i = 0; i < 3; i++) {
            ends.client().send(bytes("" + i), ends.server().localAddress());
          }

          assertEquals(
              List.of("0", "1"),
              co.await(ends.server().packets().map(Datagram::text).take(2).collectList()));
          assertEquals("2", co.await(ends.server().receive()).text());
          return null;
        });
  }

  @Test
  void a_connected_endpoint_hears_that_nobody_listens_and_goes_on() {
    Async.run(
        co -> {
          InetSocketAddress address;
          // not an endpoint: on NIO a closed one keeps its port for a while
          try (DatagramSocket listener =
              new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            address = (InetSocketAddress) listener.getLocalSocketAddress();
          }
          try (DatagramEndpoint client =
              co.await(DatagramEndpoint.connect("127.0.0.1", address.getPort()))) {
            client.send(bytes("anybody there?"));
            Task<Datagram> receiving = co.spawn(client.receive());
            while (!receiving.isDone()) {
              co.await(checkpoint());
            }
            assertInstanceOf(PortUnreachableException.class, receiving.exception());

            try (DatagramEndpoint again = co.await(DatagramEndpoint.bind(address, 1))) {
              client.send(bytes("and now?"));
              assertEquals("and now?", co.await(again.receive()).text());
            }
          }
          return null;
        });
  }

  @Test
  void the_port_of_a_closed_endpoint_is_free_at_once_but_on_nio_only_soon() {
    Async.run(
        co -> {
          DatagramEndpoint endpoint = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
          InetSocketAddress address = endpoint.localAddress();
          endpoint.close();

          DatagramEndpoint again = null;
          while (again == null) {
            try {
              again = co.await(DatagramEndpoint.bind(address, 1));
            } catch (BindException e) {
              assertEquals("NIO", transport(co));
              co.await(checkpoint());
            }
          }
          assertEquals(address, again.localAddress());
          again.close();
          return null;
        });
  }

  @Test
  void closing_ends_who_waits() {
    Async.run(
        co -> {
          DatagramEndpoint endpoint = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
          Task<Datagram> receiving = co.spawn(endpoint.receive());
          co.await(checkpoint());

          endpoint.close();

          assertNull(co.await(receiving));
          assertNull(co.await(endpoint.receive()));
          IllegalStateException e =
              assertThrows(
                  IllegalStateException.class,
                  () -> endpoint.send(bytes("x"), new InetSocketAddress("127.0.0.1", 1)));
          assertTrue(e.getMessage().endsWith("sends nothing any more"), e.getMessage());
          return null;
        });
  }

  @Test
  void a_receiver_that_is_cancelled_takes_nothing() {
    bound(
        (co, ends) -> {
          Task<Datagram> receiving = co.spawn(ends.server().receive());
          co.await(checkpoint());
          receiving.cancel();
          ends.client().send(bytes("kept"), ends.server().localAddress());

          assertEquals("kept", co.await(ends.server().receive()).text());
          assertTrue(receiving.isCancelled());
          return null;
        });
  }

  @Test
  void without_a_peer_one_has_to_say_to_whom() {
    Async.run(
        co -> {
          try (DatagramEndpoint endpoint = co.await(DatagramEndpoint.bind("127.0.0.1", 0))) {
            IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> endpoint.send(bytes("x")));
            assertTrue(e.getMessage().endsWith("Say to whom: send(bytes, peer)"), e.getMessage());
          }
          return null;
        });
  }

  @Test
  void a_name_without_an_address_is_refused() {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("host.invalid", 9);
    bound(
        (co, ends) -> {
          IllegalArgumentException e =
              assertThrows(
                  IllegalArgumentException.class, () -> ends.client().send(bytes("x"), unknown));
          assertTrue(e.getMessage().endsWith("look up its address before"), e.getMessage());
          return null;
        });
    assertThrows(
        UnknownHostException.class,
        () -> Async.run(co -> co.await(DatagramEndpoint.bind(unknown, 1))));
  }

  @Test
  void it_belongs_to_its_loop() {
    bound(
        (co, ends) -> {
          try (Loop other = Loop.start("other")) {
            CompletableFuture<Throwable> received =
                other
                    .submit(ends.server().receive())
                    .handle((packet, error) -> error);
            assertInstanceOf(IllegalStateException.class, co.await(received));
          }
          return null;
        });
  }

  /** A name server that knows one address, written with the endpoint itself. */
  @Test
  void the_resolver_asks_name_servers_on_the_loop() {
    Async.run(
        co -> {
          try (DatagramEndpoint names = co.await(DatagramEndpoint.bind("127.0.0.1", 0))) {
            Task<Void> serving =
                co.spawn(
                    inner -> {
                      for (Datagram q; (q = inner.await(names.receive())) != null; ) {
                        names.send(answer(q.bytes()), q.peer());
                      }
                      return null;
                    });

            List<InetAddress> found =
                co.await(Resolver.dns(names.localAddress()).resolve("host.test"));

            assertEquals(List.of(InetAddress.getByName("192.0.2.7")), found);
            serving.cancel();
          }
          return null;
        });
  }

  /** One record for a question about IPv4, none for others (RFC 1035). */
  private static byte[] answer(byte[] query) {
    int end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 5;
    boolean known = query[end - 3] == 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(12)
            .put(query, 0, 2)
            .putShort((short) 0x8180)
            .putShort((short) 1)
            .putShort((short) (known ? 1 : 0))
            .array());
    out.write(query, 12, end - 12);
    if (known) {
      out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4});
      out.writeBytes(new byte[] {(byte) 192, 0, 2, 7});
    }
    return out.toByteArray();
  }
}
