package monoloop.io;

import static io.netty.channel.ChannelOption.SO_LINGER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Co;
import reactor.core.publisher.Mono;

/**
 * A peer that does what a script says, byte by byte: sends in pieces, waits on the loop's clock,
 * reads little or nothing, ends one direction, or resets the connection.
 */
final class ScriptedPeer {
  private interface Step {
    void take(Co co, ByteStream stream) throws Exception;
  }

  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder heard = new StringBuilder();

  ScriptedPeer sends(String... pieces) {
    for (String piece : pieces) {
      steps.add(
          (co, stream) -> {
            stream.write(piece);
            co.await(stream.drain());
          });
    }
    return this;
  }

  /** Each byte as a packet of its own, with a pause in front. */
  ScriptedPeer trickles(String text, Duration pause) {
    for (char c : text.toCharArray()) {
      pauses(pause).sends(String.valueOf(c));
    }
    return this;
  }

  ScriptedPeer sendsGarbage(int bytes, long seed) {
    byte[] garbage = new byte[bytes];
    new java.util.Random(seed).nextBytes(garbage);
    steps.add((co, stream) -> stream.write(garbage));
    return this;
  }

  ScriptedPeer pauses(Duration pause) {
    steps.add((co, stream) -> co.await(Async.sleep(pause)));
    return this;
  }

  /** Until {@code signal} completes. */
  ScriptedPeer waitsFor(Mono<?> signal) {
    steps.add((co, stream) -> co.await(signal));
    return this;
  }

  ScriptedPeer reads(int bytes) {
    steps.add(
        (co, stream) ->
            heard.append(
                new String(co.await(stream.readExactly(bytes)), StandardCharsets.UTF_8)));
    return this;
  }

  ScriptedPeer readsToTheEnd() {
    steps.add(
        (co, stream) ->
            heard.append(new String(co.await(stream.readAll()), StandardCharsets.UTF_8)));
    return this;
  }

  ScriptedPeer endsOutput() {
    steps.add((co, stream) -> stream.shutdownOutput());
    return this;
  }

  ScriptedPeer resets() {
    steps.add(
        (co, stream) -> {
          stream.connection().channel().config().setOption(SO_LINGER, 0);
          stream.abort();
        });
    return this;
  }

  /** Everything it has read. */
  String heard() {
    return heard.toString();
  }

  private Void play(Co co, ByteStream stream) throws Exception {
    for (Step step : steps) {
      step.take(co, stream);
    }
    return null;
  }

  /** As a server, for each connection from the beginning. */
  Mono<StreamServer> listens() {
    return StreamServer.start("127.0.0.1", 0, this::play);
  }

  /** As a client; the connection is closed in the end. */
  Mono<Void> connects(StreamServer server) {
    return Async.async(
        co -> {
          try (ByteStream stream = co.await(ByteStream.connect("127.0.0.1", server.port()))) {
            play(co, stream);
          }
          return null;
        });
  }
}
