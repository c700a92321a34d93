package monoloop.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import monoloop.Async;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sent without reading them into the program. */
class SendFileTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path dir;
  private Path file;
  private final byte[] data = new byte[3_000_001];

  @BeforeEach
  void write() throws IOException {
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }
    file = Files.write(dir.resolve("data"), data);
  }

  private byte[] received(boolean encrypted) {
    return Async.run(
        co -> {
          ServerSetup setup = StreamServer.on("127.0.0.1", 0);
          if (encrypted) {
            setup = setup.tls(Certificates.server(Certificates.of("localhost")));
          }
          StreamServer server =
              co.await(
                  setup.start(
                      (inner, stream) -> {
                        assertEquals(!encrypted, stream.sendsRegions());
                        stream.write("head ");
                        assertEquals(data.length, inner.await(stream.sendFile(file)));
                        stream.write(" middle ");
                        assertEquals(3, inner.await(stream.sendFile(file, 10, 3)));
                        return null;
                      }));
          ClientSetup to = ByteStream.to("localhost", server.port());
          ByteStream client =
              co.await((encrypted ? to.tls(Certificates.client()) : to).connect());
          byte[] all = co.await(client.readAll());
          client.close();
          co.await(server.drain(LONG));
          return all;
        });
  }

  private void check(byte[] all) {
    int end = 5 + data.length;
    assertEquals("head ", Wire.text(Arrays.copyOf(all, 5)));
    assertArrayEquals(data, Arrays.copyOfRange(all, 5, end));
    assertEquals(" middle ", Wire.text(Arrays.copyOfRange(all, end, end + 8)));
    assertArrayEquals(
        Arrays.copyOfRange(data, 10, 13), Arrays.copyOfRange(all, end + 8, all.length));
  }

  @Test
  void a_file_arrives_whole_and_in_order() {
    check(received(false));
  }

  @Test
  void with_tls_too() {
    check(received(true));
  }

  @Test
  void a_file_that_is_missing_or_too_short_is_an_error_and_the_stream_stays_usable() {
    Async.run(
        co -> {
          Wire wire = new Wire();
          try {
            co.await(wire.stream.sendFile(dir.resolve("nowhere")));
            throw new AssertionError("it was sent");
          } catch (NoSuchFileException e) {
            assertTrue(e.getMessage().endsWith("nowhere"));
          }
          try {
            co.await(wire.stream.sendFile(file, Long.MAX_VALUE, 2));
            throw new AssertionError("it was sent");
          } catch (EOFException e) {
            assertTrue(
                e.getMessage().endsWith("up to 9223372036854775809 were to be sent"),
                e.getMessage());
          }
          try {
            co.await(wire.stream.sendFile(file, 3_000_000, 2));
            throw new AssertionError("it was sent");
          } catch (EOFException e) {
            assertTrue(
                e.getMessage()
                    .endsWith("has 3000001 bytes, but those up to 3000002 were to be sent"),
                e.getMessage());
          }
          assertEquals(2L, co.await(wire.stream.sendFile(file, 0, 2)));
          assertEquals(2, wire.sent().length());
          assertThrows(
              IllegalArgumentException.class, () -> wire.stream.sendFile(file, -1, 2));
          return null;
        });
  }
}
