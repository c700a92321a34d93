package monoloop.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import monoloop.generator.Generator;
import org.junit.jupiter.api.Test;

/** The steps of a generator as a table and as a picture. */
class DriveTest {
  /** The tutorial's. */
  private static Generator<String, String, Void> gen() {
    return Generator.of(
        out -> {
          String value = "0";
          while (true) {
            String receive = out.yield(value);
            if (receive.equals("e")) {
              return null;
            }
            value = "got:" + receive;
          }
        });
  }

  private static Drive<String, String, Void> driven() {
    Drive<String, String, Void> drive = Drive.of(gen());
    drive.next();
    drive.send("hello");
    drive.send("e");
    return drive;
  }

  private static String unnumbered(String text) {
    return text.replaceAll("java:\\d+", "java:N");
  }

  @Test
  void a_send_takes_what_was_sent_then_hands_out_and_waits() {
    assertEquals(
        List.of("1-2", "3-1-2", "3"), driven().turns().stream().map(Drive.Turn::order).toList());
  }

  @Test
  void a_table_tells_who_called_what_went_on_and_what_came() {
    assertEquals(
        """
        call           by                 goes on at         result              waits at           order
        ─────────────  ─────────────────  ─────────────────  ──────────────────  ─────────────────  ─────
        next()         DriveTest.java:NN  start              yields "0"          DriveTest.java:NN  1-2
        send("hello")  DriveTest.java:NN  DriveTest.java:NN  yields "got:hello"  DriveTest.java:NN  3-1-2
        send("e")      DriveTest.java:NN  DriveTest.java:NN  returns null                           3
        """,
        driven().table().replaceAll("java:\\d\\d", "java:NN"));
  }

  @Test
  void a_picture_is_well_formed() throws Exception {
    String svg = driven().svg();

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertTrue(svg.contains("receive = yield value"));
    assertTrue(svg.contains("send(&quot;hello&quot;)"));
    assertTrue(unnumbered(svg).contains("goes on at DriveTest.java:N"));
    assertTrue(driven().html().startsWith("<!DOCTYPE html>"));
  }

  @Test
  void an_error_is_noted_and_thrown() {
    Drive<String, String, Void> drive = Drive.of(gen());
    drive.next();
    assertThrows(
        IllegalArgumentException.class, () -> drive.raise(new IllegalArgumentException("no")));
    drive.close();

    assertEquals("throws IllegalArgumentException", drive.turns().get(1).result());
    assertEquals("", drive.turns().get(1).at());
    assertEquals("Drive[3 calls of Generator[closed]]", drive.toString());
  }
}
