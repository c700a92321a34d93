package monoloop.conformance;

import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.waitFor;
import static monoloop.conformance.FedStream.decode;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Task;
import monoloop.io.ByteStream;
import monoloop.io.IncompleteReadException;
import monoloop.io.StreamServer;
import monoloop.sync.Event;
import reactor.core.publisher.Mono;

/** Twins of 231 and 239 to 245: servers and clients over real sockets. */
final class StreamTwins extends AsyncTwins {
  private Mono<StreamServer> startServer(CoroutineWith<ByteStream, Void> handle) {
    return StreamServer.start("127.0.0.1", 0, served(handle));
  }

  private static Mono<ByteStream> open(StreamServer server) {
    return ByteStream.connect("127.0.0.1", server.port());
  }

  /** One call of the handler per connection, lines both ways. */
  @Scenario("231_stream_echo_server")
  void echoServer() {
    run(
        co -> {
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        String line;
                        while ((line = inner.await(s.readLine())) != null) {
                          s.write("echo " + line + "\n");
                          inner.await(s.drain());
                        }
                        s.close();
                        return null;
                      }));
          ByteStream s = co.await(open(srv));
          for (String text : new String[] {"one\n", "two\n"}) {
            s.write(text);
            print(co.await(s.readLine()));
          }
          s.shutdownOutput();
          print("rest", co.await(s.readAll()).length, "eof", s.isAtEnd());
          s.close();
          co.await(s.awaitClosed());
          srv.stopAccepting();
          return null;
        });
  }

  /** Writing never blocks; drain waits while the peer does not read. */
  @Scenario("239_stream_drain_backpressure")
  void drainBackpressure() {
    run(
        co -> {
          Event go = new Event();
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        inner.await(go.await());
                        int total = 0;
                        byte[] data;
                        while ((data = inner.await(s.read(65536))) != null) {
                          total += data.length;
                        }
                        print("server read all", total == 32_000_000);
                        s.close();
                        return null;
                      }));
          ByteStream s = co.await(open(srv));
          s.write(new byte[32_000_000]);
          print("write returned");
          Task<Void> d = co.spawn(s.drain());
          co.await(nap(5));
          print("drain waiting", !d.isDone());
          go.set();
          co.await(d);
          print("drained");
          s.shutdownOutput();
          co.await(s.readAll());
          s.close();
          srv.stopAccepting();
          return null;
        });
  }

  /** Nobody listens there any more. */
  @Scenario("240_stream_connection_refused")
  void connectionRefused() {
    run(
        co -> {
          StreamServer srv = co.await(startServer((inner, s) -> null));
          srv.stopAccepting();
          co.await(srv.awaitClosed());
          try {
            co.await(open(srv));
          } catch (ConnectException e) {
            print("ConnectionRefusedError");
          }
          return null;
        });
  }

  /** An error in a handler is reported, and the server goes on. */
  @Scenario("241_stream_handler_error")
  void handlerError() {
    run(
        co -> {
          co.loop()
              .exceptionHandler((loop, message, error, source) -> print("report:", error));
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        String line = inner.await(s.readLine());
                        if (line.equals("crash")) {
                          s.close();
                          throw new ValueError("handler crashed");
                        }
                        s.write("fine\n");
                        s.close();
                        return null;
                      }));
          for (String cmd : new String[] {"crash\n", "hello\n"}) {
            ByteStream s = co.await(open(srv));
            s.write(cmd);
            String got = decode(co.await(s.readAll())).strip();
            print("client got", got.isEmpty() ? "nothing" : got);
            s.close();
          }
          srv.stopAccepting();
          return null;
        });
  }

  /** A server that accepts no more serves who is there. */
  @Scenario("242_stream_server_lifecycle")
  void serverLifecycle() {
    run(
        co -> {
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        String line;
                        while ((line = inner.await(s.readLine())) != null) {
                          s.write(line.toUpperCase(Locale.ROOT) + "\n");
                        }
                        s.close();
                        return null;
                      }));
          print("serving", srv.isAccepting());
          ByteStream s = co.await(open(srv));
          s.write("before\n");
          print(co.await(s.readLine()));
          srv.stopAccepting();
          print("serving", srv.isAccepting(), "sockets", 0);
          s.write("after close\n");
          print(co.await(s.readLine()));
          try {
            co.await(open(srv));
          } catch (IOException e) {
            print("new connection refused");
          }
          s.close();
          return null;
        });
  }

  /** After close() it is closing, until the connection is really gone. */
  @Scenario("243_stream_closing_state")
  void closingState() {
    run(
        co -> {
          Deferred<Integer> seen = new Deferred<>();
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        byte[] data = inner.await(s.readAll());
                        s.close();
                        seen.complete(data.length);
                        return null;
                      }));
          ByteStream s = co.await(open(srv));
          s.write("last words");
          print("closing", s.isClosing());
          s.close();
          print("closing", s.isClosing());
          co.await(s.awaitClosed());
          print("peer read", co.await(seen));
          srv.stopAccepting();
          return null;
        });
  }

  /** A length, then as many bytes; a clean end is one between frames. */
  @Scenario("244_stream_length_prefixed_frames")
  void lengthPrefixedFrames() {
    run(
        co -> {
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        byte[] frame;
                        while ((frame = inner.await(readFrame(s))) != null) {
                          String start = decode(frame);
                          start = start.substring(0, Math.min(3, start.length()));
                          print("frame", frame.length, start.isEmpty() ? "-" : start);
                        }
                        print("clean end");
                        s.close();
                        return null;
                      }));
          ByteStream s = co.await(open(srv));
          for (String body : new String[] {"abc", "", "xyz".repeat(50000)}) {
            s.write(ByteBuffer.allocate(4).putInt(body.length()).array());
            s.write(body);
            co.await(s.drain());
          }
          s.shutdownOutput();
          co.await(s.readAll());
          s.close();
          srv.stopAccepting();
          return null;
        });
  }

  private Mono<byte[]> readFrame(ByteStream s) {
    return coro(
        co -> {
          byte[] head;
          try {
            head = co.await(s.readExactly(4));
          } catch (IncompleteReadException e) {
            if (e.partial().length > 0) {
              throw e;
            }
            return null;
          }
          return co.await(s.readExactly(ByteBuffer.wrap(head).getInt()));
        });
  }

  /** Only the silent client runs into the time limit. */
  @Scenario("245_stream_pubsub_timeouts_per_client")
  void pubsubTimeoutsPerClient() {
    run(
        co -> {
          StreamServer srv =
              co.await(
                  startServer(
                      (inner, s) -> {
                        String name = inner.await(s.readLine());
                        try {
                          while (inner.await(readWithin(s, Duration.ofSeconds(1))) != null) {
                            s.write("ack\n");
                          }
                        } catch (TimeoutException e) {
                          print("server drops", name);
                        }
                        s.close();
                        return null;
                      }));
          co.await(gather(client(srv, "talker", 20), client(srv, "silent", 0)));
          srv.stopAccepting();
          return null;
        });
  }

  private static Mono<String> readWithin(ByteStream s, Duration limit) {
    return waitFor(s.readLine(), limit);
  }

  /** Slower than the program's, so that a busy machine does not make the talker late. */
  private Mono<Void> client(StreamServer srv, String name, int n) {
    return coro(
        co -> {
          ByteStream s = co.await(open(srv));
          s.write(name + "\n");
          int acks = 0;
          for (int i = 0; i < n; i++) {
            co.await(sleep(ms(60)));
            s.write("ping\n");
            acks += co.await(s.readLine()) == null ? 0 : 1;
          }
          if (n == 0) {
            co.await(s.readAll());
          }
          print(name, "ends with", acks);
          s.close();
          return null;
        });
  }
}
