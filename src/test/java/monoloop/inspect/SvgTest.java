package monoloop.inspect;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import monoloop.Loop;
import monoloop.VirtualTicker;
import monoloop.generator.Generator;
import org.junit.jupiter.api.Test;

/** What all pictures have in common: they may stand in a page next to others. */
class SvgTest {
  private static Timeline gathered() {
    try (Loop loop = Loop.virtual(VirtualTicker.autojump());
        Recording recording = Recording.of(loop)) {
      loop.run(
          async(
              co -> {
                var both = gather(sleep(ofMillis(3)), sleep(ofMillis(5)));
                co.spawn("the one with a long name, number 17", both);
                return co.await(gather(both, sleep(ofMillis(9))));
              }));
      return recording.timeline();
    }
  }

  private static Map<String, String> all() {
    Drive<String, Void, Void> drive =
        Drive.of(
            Generator.of(
                out -> {
                  out.yield("one");
                  return null;
                }));
    drive.next();
    StackPicture stack = new StackPicture();
    stack.take("now");
    Map<String, String> all = new TreeMap<>();
    all.put("timeline", gathered().svg());
    all.put("drive", drive.svg());
    all.put("stack", stack.svg());
    return all;
  }

  private static List<String> selectors(String svg) {
    String css = svg.substring(svg.indexOf("<style>") + 7, svg.indexOf("</style>"));
    List<String> selectors = new ArrayList<>();
    for (MatchResult m : Pattern.compile("([^{};]*)\\{").matcher(css).results().toList()) {
      String text = m.group(1).strip();
      if (!text.startsWith("@")) {
        selectors.addAll(List.of(text.split(",\\s*")));
      }
    }
    return selectors;
  }

  @Test
  void the_style_of_a_picture_is_for_that_picture_only() {
    all()
        .forEach(
            (kind, svg) -> {
              String own = ".monoloop-" + kind + " ";
              assertTrue(svg.contains(" class=\"monoloop-" + kind + "\""), svg);
              assertTrue(selectors(svg).size() > 10, svg);
              for (String selector : selectors(svg)) {
                assertTrue(selector.startsWith(own), selector);
                assertFalse(selector.substring(own.length()).contains(" "), selector);
              }
            });
  }

  @Test
  void pictures_refer_to_nothing_by_an_id_that_another_one_could_have_too() {
    all()
        .forEach(
            (kind, svg) -> {
              assertFalse(svg.contains(" id="), svg);
              assertFalse(svg.contains("url("), svg);
            });
  }

  @Test
  void every_class_that_is_used_has_a_style() {
    all()
        .forEach(
            (kind, svg) -> {
              String styled = String.join(" ", selectors(svg)) + " ";
              String body = svg.substring(svg.indexOf("</style>"));
              Pattern.compile("class=\"([^\"]+)\"")
                  .matcher(body)
                  .results()
                  .flatMap(m -> Pattern.compile(" ").splitAsStream(m.group(1)))
                  .forEach(c -> assertTrue(styled.contains("." + c + " "), kind + ": " + c));
            });
  }

  @Test
  void arrows_never_lead_back_in_time() {
    String svg = gathered().svg();
    Pattern arrow =
        Pattern.compile("<path class=\"wake\" d=\"M([\\d.]+) \\S+C\\S+ \\S+ \\S+ \\S+ ([\\d.]+) ");
    List<MatchResult> arrows = arrow.matcher(svg).results().toList();

    assertFalse(arrows.isEmpty(), svg);
    for (MatchResult a : arrows) {
      assertTrue(
          Double.parseDouble(a.group(1)) <= Double.parseDouble(a.group(2)), a.group() + svg);
    }
  }

  @Test
  void a_long_name_keeps_its_end() {
    assertTrue(gathered().svg().contains(">the one with …ber 17<"), gathered().svg());
    assertEquals("a l…rd", Page.clipMiddle("a long word", 6));
    assertEquals("…ord", Page.clipFront("a long word", 4));
    assertEquals("a l…", Page.clip("a long word", 4));
  }
}
