package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.BodyCase.bodyOfObjects;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engines")
class SwitchBodiesTest {
  record Point(int x, int y) {}

  record Line(Point from, Point to) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(int radius) implements Shape {}

  record Square(int side) implements Shape {}

  enum Color {
    RED,
    GREEN
  }

  @Test
  void a_switch_expression_is_the_argument() {
    body(out -> {
          int n = out.yield(0);
          return out.yield(
              switch (n) {
                case 1 -> {
                  int s = 0;
                  for (int i = 0; i < 3; i++) {
                    s += i;
                  }
                  yield s;
                }
                case 2 -> out.yield("two");
                default -> "d";
              });
        })
        .sends(2, 3, 4)
        .gives("yield 0", "yield two", "yield 3", "return 4");
  }

  @Test
  void a_loop_yields_inside_a_switch_expression_that_is_the_argument() {
    body(out -> {
          int n = out.yield(0);
          return "x"
              + n
              + out.yield(
                  switch (n) {
                    case 1 -> {
                      int s = 0;
                      for (int i = 0; i < 3; i++) {
                        s += out.yield(i);
                      }
                      yield s;
                    }
                    default -> "d";
                  });
        })
        .sends(1, 3, 4, 5, 6)
        .gives("yield 0", "yield 0", "yield 1", "yield 2", "yield 12", "return x16");
  }

  @Test
  @SuppressWarnings("fallthrough")
  void an_old_switch_falls_through() {
    body(out -> {
          String s = "";
          for (int i = 0; i < 3; i++) {
            switch (out.yield(s)) {
              case 1:
                s += "one" + out.yield("in one");
                break;
              case 1000:
                s += "thousand";
              case 2:
                s += "two";
                break;
              default:
                s += "other";
            }
          }
          return s;
        })
        .sends(1, 5, 1000, 7)
        .gives(
            "yield ",
            "yield in one",
            "yield one5",
            "yield one5thousandtwo",
            "return one5thousandtwoother");
  }

  @Test
  void patterns_and_guards_yield() {
    bodyOfObjects(
            out -> {
              String r = "";
              for (int i = 0; i < 6; i++) {
                Object o = out.yield(r);
                r =
                    switch (o) {
                      case null -> "null";
                      case Integer n when n > 5 -> "big" + out.yield("guarded");
                      case Integer n when out.yield("guard").equals(n) -> "equal " + n;
                      case Integer n -> "int " + n;
                      case String s -> "string " + s;
                      case Point(int x, int y) -> "point " + x + y;
                      case Color c -> "color " + c;
                      default -> "?";
                    };
              }
              return r;
            })
        .sends(9, "g", 3, 3, 4, 5, "s", new Point(1, 2), Color.RED)
        .sends((Object) null)
        .gives(
            "yield ",
            "yield guarded",
            "yield bigg",
            "yield guard",
            "yield equal 3",
            "yield guard",
            "yield int 4",
            "yield string s",
            "yield point 12",
            "return color RED");
  }

  @Test
  void nested_record_patterns_bind_across_a_yield() {
    bodyOfObjects(
            out ->
                switch (out.yield("shape")) {
                  case Line(Point(var a, var b), Point to) when (a == b) ->
                      "line " + out.yield(a) + b + to;
                  case Line(var from, var to) -> out.yield(from) + "-" + to;
                  default -> "none";
                })
        .sends(new Line(new Point(1, 1), new Point(2, 3)), "x")
        .gives("yield shape", "yield 1", "return line x1Point[x=2, y=3]");
  }

  @Test
  void sealed_types_enums_and_strings() {
    bodyOfObjects(
            out -> {
              Shape s = (Shape) out.yield(1);
              int v =
                  switch (s) {
                    case Circle(var r) -> r;
                    case Square q -> q.side();
                  };
              Color c = (Color) out.yield(v);
              String t =
                  switch (c) {
                    case RED -> "r";
                    case GREEN -> "g";
                  };
              return switch (t) {
                case "r" -> out.yield("R");
                case "g" -> "G";
                default -> throw new AssertionError();
              };
            })
        .sends(new Square(4), Color.RED, "end")
        .gives("yield 1", "yield 4", "yield R", "return end");
  }

  @Test
  void try_catch_inside_a_switch_expression() {
    body(out ->
            1
                + switch (out.yield("which")) {
                  case 0 -> {
                    try {
                      yield out.yield("try");
                    } catch (IllegalStateException e) {
                      yield out.yield("catch");
                    } finally {
                      out.yield("finally");
                    }
                  }
                  default -> 7;
                })
        .sends(0)
        .raises(() -> new IllegalStateException("s"))
        .sends(5, 6)
        .gives("yield which", "yield try", "yield catch", "yield finally", "return 6");
  }
}
