package monoloop.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import monoloop.generator.Generator;
import org.junit.jupiter.api.Test;

/** The stack before, during and after a step. */
class StackPictureTest {
  private final StackPicture picture = new StackPicture();

  private static Generator<String, String, Void> consumer(StackPicture picture) {
    return Generator.of(
        out -> {
          picture.take("during");
          out.yield("");
          return null;
        });
  }

  private void produce() {
    try (Generator<String, String, Void> consumer = consumer(picture)) {
      picture.take("before");
      consumer.next();
      picture.take("after");
    }
  }

  @Test
  void a_body_is_on_the_stack_while_it_runs_and_gone_when_it_waits() {
    produce();

    boolean onThread = "thread".equals(System.getProperty("monoloop.engine"));
    String during =
        onThread
            ? "  │ consumer() · StackPictureTest.java:N\n"
            : """
                │ consumer() · StackPictureTest.java:N
                │ produce() · StackPictureTest.java:N
                │ a_body_is_on_the_stack_while_it_runs_and_gone_when_it_waits() · StackPictureTest.java:N
              """;
    assertEquals(
        """
        before
          │ produce() · StackPictureTest.java:N
          │ a_body_is_on_the_stack_while_it_runs_and_gone_when_it_waits() · StackPictureTest.java:N
          └─
        during
        """
            + during
            + """
              └─
            after
              │ produce() · StackPictureTest.java:N
              │ a_body_is_on_the_stack_while_it_runs_and_gone_when_it_waits() · StackPictureTest.java:N
              └─
            """,
        picture.text().replaceAll("java:\\d+", "java:N").replaceAll("  │ main\\(\\).*\n", ""));
    assertEquals("StackPicture[3 stacks]", picture.toString());
  }

  @Test
  void what_is_new_on_the_stack_is_marked() {
    produce();

    assertEquals(2, picture.svg().split("class=\"fresh\"", -1).length);
    assertTrue(picture.html().contains("<svg"));
  }

  @Test
  void six_stacks_side_by_side_show_their_lines_and_more_go_below() {
    for (int i = 0; i < 7; i++) {
      picture.take("look " + i);
    }
    long lines =
        Pattern.compile("Test.java:\\d+</text>").matcher(picture.svg()).results().count();

    assertTrue(lines >= 7, picture.svg());
    assertTrue(picture.svg().contains("x=\"100\" y=\"30\">look 0<"), picture.svg());
    assertFalse(picture.svg().contains("y=\"30\">look 6<"), picture.svg());
  }
}
