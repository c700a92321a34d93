package monoloop.io;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import monoloop.Co;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.test.LoopTest;
import monoloop.test.Trail;

/** What a hostile or unlucky peer does, in virtual time and without sockets. */
class VirtualFaultsTest {
  private final Trail trail = new Trail();

  /** Our end of a connection with a peer that keeps to a script. */
  private record Scene(ByteStream stream, ByteStream peer, Task<Void> play) {
    static Scene of(Co co, PeerScript script) {
      StreamPair pair = ByteStream.pair();
      return new Scene(pair.left(), pair.right(), co.spawn(script.play(pair.right())));
    }

    void ends(Co co) throws Exception {
      co.await(play);
      stream.abort();
      peer.abort();
      for (ByteStream end : List.of(stream, peer)) {
        try {
          co.await(end.awaitClosed());
        } catch (IOException broken) {
          // as the test has said
        }
      }
      for (ByteStream end : List.of(stream, peer)) {
        UnpooledByteBufAllocator allocator =
            (UnpooledByteBufAllocator) end.connection().channel().alloc();
        assertEquals(0, allocator.metric().usedHeapMemory(), "bytes of Netty's buffers");
      }
    }
  }

  @LoopTest
  void a_slow_loris_runs_into_the_time_limit_and_nothing_is_taken(Co co, VirtualTicker clock)
      throws Exception {
    Scene scene = Scene.of(co, new PeerScript().trickles("GET / HTTP/1.1\r\n", ofSeconds(3)));

    assertThrows(
        TimeoutException.class,
        () -> co.await(timeout(ofSeconds(10), inner -> inner.await(scene.stream.readLine()))));

    assertEquals(ofSeconds(10), clock.elapsed());
    assertEquals("GET", Wire.text(co.await(scene.stream.readExactly(3))));
    assertEquals(" / HTTP/1.1", co.await(scene.stream.readLine()));
    assertEquals(ofSeconds(48), clock.elapsed());
    scene.ends(co);
  }

  @LoopTest
  void a_slow_reader_holds_the_writer_back_for_hours_and_loses_nothing(
      Co co, VirtualTicker clock) throws Exception {
    PeerScript script = new PeerScript().pauses(ofHours(5)).readsToTheEnd();
    Scene scene = Scene.of(co, script);

    for (int i = 0; i < 100; i++) {
      scene.stream.write("x".repeat(10_000));
      co.await(scene.stream.drain());
    }
    assertEquals(ofHours(5), clock.elapsed());
    scene.stream.shutdownOutput();
    co.await(scene.play);

    assertEquals("x".repeat(1_000_000), script.heard());
    scene.ends(co);
  }

  @LoopTest
  void a_writer_whose_peer_never_reads_is_freed_by_an_abort(Co co) throws Exception {
    Scene scene = Scene.of(co, new PeerScript().pauses(ofHours(1)));
    scene.stream.write(new byte[1_000_000]);

    assertThrows(
        TimeoutException.class,
        () -> co.await(timeout(ofSeconds(1), inner -> inner.await(scene.stream.drain()))));
    scene.stream.abort();
    assertThrows(IOException.class, () -> co.await(scene.stream.drain()));

    scene.ends(co);
  }

  @LoopTest
  void a_line_without_an_end_is_refused_and_kept(Co co) throws Exception {
    Scene scene =
        Scene.of(co, new PeerScript().sends("x".repeat(100_000), "y".repeat(100_000)).endsOutput());

    assertThrows(LimitOverrunException.class, () -> co.await(scene.stream.readUntil("\n")));

    assertEquals(200_000, co.await(scene.stream.readAll()).length);
    scene.ends(co);
  }

  @LoopTest
  void a_reset_in_the_middle_keeps_what_came_before(Co co) throws Exception {
    Scene scene =
        Scene.of(co, new PeerScript().sends("first\n", "sec").pauses(ofSeconds(1)).resets());

    assertEquals("first", co.await(scene.stream.readLine()));
    IOException e = assertThrows(IOException.class, () -> co.await(scene.stream.readLine()));

    assertTrue(e.getMessage().contains("reset"), e.getMessage());
    assertEquals("sec", Wire.text(co.await(scene.stream.readExactly(3))));
    assertThrows(IOException.class, () -> co.await(scene.stream.drain()));
    scene.ends(co);
  }

  @LoopTest
  void wherever_lines_are_split_they_are_the_same(Co co) throws Exception {
    String text = "ab\r\n\ncd\r\nlast";
    for (int i = 0; i <= text.length(); i++) {
      for (int j = i; j <= text.length(); j++) {
        Scene scene =
            Scene.of(
                co,
                new PeerScript()
                    .sends(text.substring(0, i), text.substring(i, j))
                    .pauses(ofHours(1))
                    .sends(text.substring(j))
                    .endsOutput());
        List<String> lines = new ArrayList<>();
        for (String line; (line = co.await(scene.stream.readLine())) != null; ) {
          lines.add(line);
        }

        assertEquals(List.of("ab", "", "cd", "last"), lines, i + ", " + j);
        scene.ends(co);
      }
    }
  }

  @LoopTest
  void both_directions_end_by_themselves_with_hours_in_between(Co co, VirtualTicker clock)
      throws Exception {
    PeerScript script =
        new PeerScript().sends("bye\n").endsOutput().pauses(ofHours(2)).readsToTheEnd().closes();
    Scene scene = Scene.of(co, script);

    assertEquals("bye", co.await(scene.stream.readLine()));
    assertNull(co.await(scene.stream.readLine()));
    assertEquals(Duration.ZERO, clock.elapsed());
    scene.stream.write("still here");
    scene.stream.shutdownOutput();
    co.await(scene.play);

    assertEquals("still here", script.heard());
    assertEquals(ofHours(2), clock.elapsed());
    scene.ends(co);
  }

  @LoopTest
  void what_was_acknowledged_is_not_lost_by_a_reset(Co co) throws Exception {
    List<String> stored = new ArrayList<>();
    PeerScript script =
        new PeerScript()
            .sends("one\ntwo\n")
            .reads(6)
            .pauses(ofSeconds(1))
            .sends("three\nfo")
            .reads(3)
            .resets();
    Scene scene = Scene.of(co, script);

    assertThrows(
        IOException.class,
        () -> {
          for (String line; (line = co.await(scene.stream.readLine())) != null; ) {
            stored.add(line);
            scene.stream.write("ok\n");
            co.await(scene.stream.drain());
          }
        });

    assertEquals(List.of("one", "two", "three"), stored);
    assertEquals("ok\nok\nok\n", script.heard());
    scene.ends(co);
  }

  @LoopTest
  void garbage_instead_of_tls_is_refused_however_it_is_split(Co co) throws Exception {
    Tls tls = Certificates.server(Certificates.of("localhost"));
    for (int seed = 0; seed < 10; seed++) {
      Scene scene =
          Scene.of(
              co,
              new PeerScript()
                  .sendsGarbage(seed, seed)
                  .pauses(ofHours(1))
                  .sendsGarbage(300, seed + 100)
                  .endsOutput());

      assertThrows(SSLHandshakeException.class, () -> co.await(scene.stream.startTls(tls)));

      trail.say("refused");
      scene.ends(co);
    }
    assertEquals(10, trail.words().size());
  }
}
