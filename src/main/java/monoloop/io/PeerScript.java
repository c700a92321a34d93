package monoloop.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import monoloop.Async;
import monoloop.Co;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a peer does, byte by byte, for tests of what speaks a protocol: sends in pieces, lets time
 * pass, reads little or nothing, ends one direction, sends garbage, resets the connection.
 *
 * <p>Played on one end of a {@linkplain ByteStream#pair pair}, it needs no sockets and keeps to
 * virtual time: hours between two bytes take none, and the order is the same each time. It can be
 * played on real connections, too.
 *
 * {@snippet class="PeerSnippetsTest" region="peer-script"}
 *
 * <p>Steps are added in the order in which they happen. A script keeps what it has {@linkplain
 * #heard heard} and is made for one test, but may be played several times.
 */
public final class PeerScript {
  private interface Step {
    void take(Co co, ByteStream stream) throws Exception;
  }

  private final List<Step> steps = new ArrayList<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  /** Creates a script without steps: a peer that does nothing. */
  public PeerScript() {}

  private PeerScript then(Step step) {
    steps.add(step);
    return this;
  }

  // ---- sending

  /**
   * Sends each piece by itself, once the one before has been taken.
   *
   * @param pieces text, in UTF-8
   * @return this script
   */
  public PeerScript sends(String... pieces) {
    for (String piece : pieces) {
      sends(piece.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /**
   * Sends bytes.
   *
   * @param bytes in one piece
   * @return this script
   */
  public PeerScript sends(byte[] bytes) {
    byte[] piece = bytes.clone();
    return then(
        (co, stream) -> {
          stream.write(piece.clone());
          co.await(stream.drain());
          co.await(Async.checkpoint()); // the next piece arrives by itself
        });
  }

  /**
   * Sends each byte by itself, with a pause in front (a slow-loris).
   *
   * @param text in UTF-8
   * @param pause on the loop's clock
   * @return this script
   */
  public PeerScript trickles(String text, Duration pause) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      pauses(pause).sends(new byte[] {b});
    }
    return this;
  }

  /**
   * Sends bytes that mean nothing.
   *
   * @param bytes how many; at least 0
   * @param seed the same for the same bytes
   * @return this script
   */
  public PeerScript sendsGarbage(int bytes, long seed) {
    byte[] garbage = new byte[bytes];
    new Random(seed).nextBytes(garbage);
    return sends(garbage);
  }

  // ---- waiting and reading

  /**
   * Lets time pass, on the loop's clock.
   *
   * @param pause zero or more
   * @return this script
   */
  public PeerScript pauses(Duration pause) {
    Objects.requireNonNull(pause, "pause");
    return then((co, stream) -> co.await(Async.sleep(pause)));
  }

  /**
   * Waits until {@code signal} completes.
   *
   * @param signal such as a {@code Deferred}
   * @return this script
   */
  public PeerScript waitsFor(Mono<?> signal) {
    Objects.requireNonNull(signal, "signal");
    return then((co, stream) -> co.await(signal));
  }

  /**
   * Reads bytes; {@link #play} fails with {@link IncompleteReadException} if the input ends before.
   *
   * @param bytes how many; at least 0
   * @return this script
   */
  public PeerScript reads(int bytes) {
    return then((co, stream) -> heard.writeBytes(co.await(stream.readExactly(bytes))));
  }

  /**
   * Reads until the input ends.
   *
   * @return this script
   */
  public PeerScript readsToTheEnd() {
    return then((co, stream) -> heard.writeBytes(co.await(stream.readAll())));
  }

  // ---- ending

  /**
   * Sends nothing more and goes on to read, see {@link ByteStream#shutdownOutput}.
   *
   * @return this script
   */
  public PeerScript endsOutput() {
    return then((co, stream) -> stream.shutdownOutput());
  }

  /**
   * Closes the connection once everything has been sent.
   *
   * @return this script
   */
  public PeerScript closes() {
    return then(
        (co, stream) -> {
          stream.close();
          co.await(stream.awaitClosed());
        });
  }

  /**
   * Resets the connection: what was not read yet may be lost, and the other end's next read fails
   * with an {@link java.io.IOException}.
   *
   * @return this script
   */
  public PeerScript resets() {
    return then((co, stream) -> stream.reset());
  }

  // ---- playing

  /**
   * Plays the script from its beginning.
   *
   * @param stream the peer's end; not closed in the end
   * @return cold; completes empty after the last step; fails with the error of a step
   */
  public Mono<@Nullable Void> play(ByteStream stream) {
    return Async.async(
        co -> {
          for (Step step : steps) {
            step.take(co, stream);
          }
          return null;
        });
  }

  /**
   * Returns everything that it has read.
   *
   * @return as UTF-8
   */
  public String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  /** {@code PeerScript[7 steps, heard 12 bytes]}. */
  @Override
  public String toString() {
    return "PeerScript[" + steps.size() + " steps, heard " + heard.size() + " bytes]";
  }
}
