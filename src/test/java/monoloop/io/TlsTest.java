package monoloop.io;

import static monoloop.io.Talks.ECHO;
import static monoloop.io.Talks.echo;
import static monoloop.io.Talks.error;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Encrypted connections, and what can go wrong with them. */
class TlsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<String> reported = new ArrayList<>();

  private Mono<StreamServer> server(Tls tls) {
    return Async.async(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      reported.add(message + ": " + error.getMessage()));
          return co.await(StreamServer.on("127.0.0.1", 0).tls(tls).start(ECHO));
        });
  }

  /** Its certificate is for localhost. */
  private static Tls local() {
    return Certificates.server(Certificates.of("localhost"));
  }

  private static Mono<StreamServer> local(CoroutineWith<ByteStream, ?> body) {
    return StreamServer.on("127.0.0.1", 0).tls(local()).start(body);
  }

  private static Mono<ByteStream> client(StreamServer server, Tls tls) {
    return ByteStream.to("localhost", server.port()).tls(tls).connect();
  }

  @Test
  void bytes_go_both_ways_and_both_sides_know_what_was_agreed_on() {
    Async.run(
        co -> {
          List<TlsInfo> seen = new ArrayList<>();
          StreamServer server =
              co.await(
                  StreamServer.on("127.0.0.1", 0)
                      .tls(Certificates.server(Certificates.of("one.test")).alpn("b", "c"))
                      .start(
                          (inner, stream) -> {
                            seen.add(stream.tls());
                            return echo(inner, stream);
                          }));

          Tls tls = Certificates.client().alpn("a", "b").serverName("one.test");
          ByteStream client = co.await(client(server, tls));
          client.write("one\ntwo\n");

          assertEquals("echo one", co.await(client.readLine()));
          assertEquals("echo two", co.await(client.readLine()));
          TlsInfo info = client.tls();
          assertEquals("TLSv1.3", info.version());
          assertEquals("b", info.protocol());
          assertEquals(1, info.peerCertificates().size());
          assertEquals("b", seen.getFirst().protocol());
          assertEquals("one.test", seen.getFirst().serverName());
          assertEquals(List.of(), seen.getFirst().peerCertificates());
          client.close();
          co.await(client.awaitClosed());
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }

  @Test
  void much_data_arrives_whole_and_the_end_is_seen() {
    byte[] data = new byte[2_000_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }

    byte[] got =
        Async.run(
            co -> {
              StreamServer server =
                  co.await(
                      local(
                          (inner, stream) -> {
                            stream.write(data);
                            inner.await(stream.drain());
                            return null;
                          }));
              ByteStream client = co.await(client(server, Certificates.client()));
              byte[] all = co.await(client.readAll());
              client.close();
              co.await(server.drain(LONG));
              return all;
            });

    assertArrayEquals(data, got);
  }

  @Test
  void the_name_that_is_asked_for_chooses_the_certificate() {
    Async.run(
        co -> {
          Tls both =
              Certificates.server(Certificates.of("a.test"))
                  .forName("b.test", Certificates.server(Certificates.of("b.test")))
                  .forName("*.c.test", Certificates.server(Certificates.of("x.c.test")));
          StreamServer server = co.await(server(both));

          for (String name : List.of("a.test", "b.test", "x.c.test")) {
            ByteStream client =
                co.await(client(server, Certificates.client().serverName(name)));
            client.write(name + "\n");
            assertEquals("echo " + name, co.await(client.readLine()));
            client.close();
          }
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void identities_and_trust_come_from_files_too(@TempDir Path dir) throws Exception {
    X509Bundle identity = Certificates.signed(Certificates.of("localhost"));
    Path chain = Files.writeString(dir.resolve("chain.pem"), identity.getCertificatePathPEM());
    Path key = Files.writeString(dir.resolve("key.pem"), identity.getPrivateKeyPEM());
    Path root = Files.writeString(dir.resolve("root.pem"), identity.getRootCertificatePEM());

    Async.run(
        co -> {
          StreamServer server = co.await(server(Tls.server(chain, key)));
          ByteStream client = co.await(client(server, Tls.client().trust(root)));
          client.write("hello\n");
          assertEquals("echo hello", co.await(client.readLine()));
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_server_may_ask_for_a_certificate() {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  server(
                      local()
                          .trust(Certificates.authority())
                          .requireClientCertificate()));
          X509Bundle me = Certificates.signed(Certificates.of("me"));

          ByteStream known =
              co.await(
                  client(
                      server,
                      Certificates.client()
                          .identity(me.getKeyPair().getPrivate(), me.getCertificatePath())));
          known.write("hello\n");
          assertEquals("echo hello", co.await(known.readLine()));
          known.close();
          // with TLS 1.3 the client hears of the refusal when it reads
          ByteStream stranger = co.await(client(server, Certificates.client()));
          error(co, SSLException.class, stranger.readLine());
          stranger.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_plain_connection_becomes_an_encrypted_one() {
    Async.run(
        co -> {
          Tls tls = local();
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        assertEquals("STARTTLS", inner.await(stream.readLine()));
                        stream.write("go on\n");
                        inner.await(stream.startTls(tls));
                        return echo(inner, stream);
                      }));
          ByteStream client = co.await(ByteStream.connect("localhost", server.port()));
          assertNull(client.tls());
          client.write("STARTTLS\n");
          assertEquals("go on", co.await(client.readLine()));

          co.await(client.startTls(Certificates.client(), "localhost"));
          client.write("secret\n");

          assertEquals("echo secret", co.await(client.readLine()));
          assertEquals("TLSv1.3", client.tls().version());
          error(co, IllegalStateException.class, client.startTls(Certificates.client(), "x"));
          assertThrows(UnsupportedOperationException.class, client::shutdownOutput);
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  /** What was sent in plain text right behind the command must not count as encrypted. */
  @Test
  void what_was_slipped_in_before_the_handshake_makes_it_fail() {
    Async.run(
        co -> {
          Tls tls = local();
          Deferred<Throwable> seen = new Deferred<>();
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        inner.await(stream.readLine());
                        try {
                          inner.await(stream.startTls(tls));
                        } catch (IOException e) {
                          seen.complete(e);
                        }
                        return null;
                      }));
          ByteStream client = co.await(ByteStream.connect("localhost", server.port()));
          client.write("STARTTLS\nDELETE everything\n");

          Throwable error = co.await(seen);

          assertTrue(error.getMessage().contains("what it sent is not TLS"), error.getMessage());
          client.abort();
          co.await(server.drain(LONG));
          return null;
        });
  }

  // ---- failures

  private void refused(Tls serverTls, Tls clientTls, String... words) {
    Async.run(
        co -> {
          StreamServer server = co.await(server(serverTls));

          SSLHandshakeException e =
              error(co, SSLHandshakeException.class, client(server, clientTls));

          for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
          }
          assertTrue(co.await(server.drain(LONG)));
          assertEquals(1, reported.size(), reported::toString);
          return null;
        });
  }

  @Test
  void a_certificate_for_another_name_is_refused() {
    refused(
        Certificates.server(Certificates.of("other.test")),
        Certificates.client(),
        "localhost",
        "set it with Tls.serverName()");
  }

  @Test
  void a_certificate_that_nobody_trusts_is_refused() {
    refused(
        local(),
        Tls.client(),
        "trust it with Tls.trust()");
  }

  @Test
  void an_expired_certificate_is_refused() {
    refused(
        Certificates.server(Certificates.expired("localhost")),
        Certificates.client(),
        "must be renewed");
  }

  @Test
  void settings_that_cannot_be_used_leave_no_connection(@TempDir Path dir) {
    Async.run(
        co -> {
          StreamServer server = co.await(StreamServer.start("127.0.0.1", 0, ECHO));
          Tls tls = Tls.client().trust(dir.resolve("nowhere.pem"));

          SSLException e = error(co, SSLException.class, client(server, tls));

          assertTrue(e.getMessage().contains("nowhere.pem"), e.getMessage());
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }

  @Test
  void a_client_takes_no_settings_of_a_server() {
    Tls tls = local();

    assertThrows(
        IllegalArgumentException.class, () -> ByteStream.to("localhost", 1).tls(tls));
    Async.run(
        co -> {
          try (StreamPair pair = ByteStream.pair()) {
            assertThrows(
                IllegalArgumentException.class, () -> pair.left().startTls(tls, "localhost"));
          }
          return null;
        });
  }

  @Test
  void a_time_limit_may_be_for_ever() {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    Async.run(
        co -> {
          StreamServer server = co.await(server(local()));
          Tls tls = Certificates.client().handshakeTimeout(forEver).closeTimeout(forEver);
          ByteStream client = co.await(client(server, tls));
          client.write("hello\n");
          assertEquals("echo hello", co.await(client.readLine()));
          client.close();
          co.await(client.awaitClosed());
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }

  @Test
  void a_plain_client_of_an_encrypted_server_is_reported_and_the_server_goes_on() {
    Async.run(
        co -> {
          StreamServer server = co.await(server(local()));
          ByteStream plain = co.await(ByteStream.connect("localhost", server.port()));
          plain.write("GET / HTTP/1.1\r\n\r\n");
          try {
            co.await(plain.readAll());
          } catch (IOException reset) {
            // or so
          }
          plain.close();

          ByteStream good = co.await(client(server, Certificates.client()));
          good.write("still there\n");
          assertEquals("echo still there", co.await(good.readLine()));
          good.close();
          co.await(server.drain(LONG));

          assertEquals(1, reported.size(), reported::toString);
          assertTrue(
              reported.getFirst().contains("what it sent is not TLS"), reported.getFirst());
          return null;
        });
  }

  @Test
  void an_encrypted_client_of_a_plain_server_says_so() {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        inner.await(stream.read(1));
                        stream.write("220 mail.test ready\r\n");
                        return inner.await(stream.readAll());
                      }));

          SSLHandshakeException e =
              error(co, SSLHandshakeException.class, client(server, Certificates.client()));

          assertTrue(e.getMessage().contains("what it sent is not TLS"), e.getMessage());
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_handshake_has_a_time_limit() {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1", 0, (inner, stream) -> inner.await(stream.readAll())));

          SSLHandshakeException e =
              error(
                  co,
                  SSLHandshakeException.class,
                  client(
                      server, Certificates.client().handshakeTimeout(Duration.ofMillis(20))));

          assertTrue(e.getMessage().contains("timed out after 20ms"), e.getMessage());
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_connection_that_is_cut_off_is_not_taken_for_its_end() {
    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  local(
                      (inner, stream) -> {
                        stream.write("part".getBytes(StandardCharsets.UTF_8));
                        inner.await(stream.drain());
                        inner.await(stream.readLine());
                        stream.abort();
                        return null;
                      }));
          ByteStream client = co.await(client(server, Certificates.client()));
          assertEquals("part", new String(co.await(client.readExactly(4)), StandardCharsets.UTF_8));
          client.write("cut\n");

          SSLException e = error(co, SSLException.class, client.readAll());

          assertTrue(e.getMessage().contains("without a close_notify"), e.getMessage());
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_handshake_that_is_cancelled_leaves_no_connection() {
    Async.run(
        co -> {
          Deferred<Void> arrived = new Deferred<>();
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        inner.await(stream.read(1));
                        arrived.complete(null);
                        return inner.await(stream.readAll());
                      }));
          Task<ByteStream> connecting = co.spawn(client(server, Certificates.client()));
          co.await(arrived);

          connecting.cancel();

          assertTrue(co.await(server.drain(LONG)));
          assertTrue(connecting.isCancelled());
          return null;
        });
  }

  // ---- what is refused, and what is waited for

  /** The JDK's own client, on a thread of its own. */
  private static SSLSocket socket(StreamServer server, String protocol) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", Certificates.authority());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port());
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static String line(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    for (int c; (c = socket.getInputStream().read()) > '\n'; ) {
      answer.append((char) c);
    }
    return answer.toString();
  }

  @Test
  void another_handshake_on_the_same_connection_is_refused() {
    Async.run(
        co -> {
          StreamServer server = co.await(server(local()));

          String end =
              co.await(
                  Async.toThread(
                      () -> {
                        try (SSLSocket socket = socket(server, "TLSv1.2")) {
                          assertEquals("echo one", line(socket, "one"));
                          assertEquals("echo two", line(socket, "two"));
                          socket.startHandshake();
                          return line(socket, "three");
                        } catch (IOException e) {
                          return "refused";
                        }
                      }));

          assertEquals("refused", end);
          co.await(server.drain(LONG));
          assertEquals(1, reported.size(), reported::toString);
          assertTrue(reported.getFirst().contains("(renegotiation)"), reported.getFirst());
          return null;
        });
  }

  @Test
  void a_peer_that_speaks_only_an_old_protocol_is_refused() {
    Async.run(
        co -> {
          StreamServer server = co.await(server(local()));
          ByteStream old = co.await(ByteStream.connect("localhost", server.port()));
          // a record with a ClientHello of TLS 1.0: 32 bytes of chance, one cipher suite
          old.write(
              HexFormat.of()
                  .parseHex(
                      "160301002d" + "01000029" + "0301" + "5a".repeat(32) + "00" + "0002002f"
                          + "0100"));

          byte[] alert = co.await(old.readExactly(7));

          assertEquals(21, alert[0], "an alert");
          assertEquals(70, alert[6], "protocol_version");
          old.close();
          co.await(server.drain(LONG));
          assertEquals(1, reported.size(), reported::toString);
          return null;
        });
  }

  @Test
  void without_a_protocol_in_common_there_is_none() {
    Async.run(
        co -> {
          StreamServer server =
              co.await(server(local().alpn("a")));
          ByteStream client = co.await(client(server, Certificates.client().alpn("b")));
          client.write("hello\n");

          assertEquals("echo hello", co.await(client.readLine()));
          assertNull(client.tls().protocol());
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_close_waits_for_the_farewell_of_the_peer() {
    Async.run(
        co -> {
          Deferred<Boolean> ended = new Deferred<>();
          Deferred<Boolean> goOn = new Deferred<>();
          StreamServer server =
              co.await(
                  local(
                      (inner, stream) -> {
                        ended.complete(inner.await(stream.readLine()) == null);
                        stream.write(new byte[1_000_000]); // which nobody wants any more
                        return inner.await(goOn);
                      }));
          ByteStream client = co.await(client(server, Certificates.client()));

          client.close();
          assertTrue(co.await(ended), "the server has seen the end");
          assertFalse(client.toString().contains("[closed"), client::toString);
          goOn.complete(true);

          co.await(client.awaitClosed());
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }

  @Test
  void the_farewell_of_the_peer_is_not_waited_for_longer_than_the_limit() {
    Async.run(
        co -> {
          Deferred<Boolean> goOn = new Deferred<>();
          StreamServer server =
              co.await(
                  local((inner, stream) -> inner.await(goOn)));
          ByteStream client =
              co.await(
                  client(server, Certificates.client().closeTimeout(Duration.ofMillis(20))));

          client.close();
          co.await(client.awaitClosed());

          goOn.complete(true);
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }
}
