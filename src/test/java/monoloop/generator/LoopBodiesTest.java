package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.Script.log;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engines")
class LoopBodiesTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void a_while_loop_talks_until_it_receives_null() {
    body(out -> {
          String reply = "";
          while (true) {
            Integer n = out.yield(reply);
            if (n == null) {
              return null;
            }
            reply = "200 OK " + n;
          }
        })
        .sends(1, 2, null)
        .gives("yield ", "yield 200 OK 1", "yield 200 OK 2", "return null");
  }

  @Test
  void a_for_loop_over_a_captured_collection_keeps_its_iterator() {
    List<String> names = List.copyOf(NAMES);
    body(out -> {
          int n = 0;
          for (String s : names) {
            n += out.yield(s);
          }
          return n;
        })
        .sends(1, 2, 3)
        .gives("yield a", "yield b", "yield c", "return 6");
  }

  @Test
  void nested_loops_keep_locals_of_every_primitive_type() {
    body(out -> {
          long l = 1;
          double d = 0.5;
          float f = 1f;
          byte b = 1;
          char c = 'a';
          short s = 3;
          boolean z = true;
          for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
              l += out.yield(i + j + d) * l;
              d *= 2;
              f += l;
              b++;
              c++;
              s += b;
              z = !z;
            }
          }
          return l + ":" + d + f + b + c + s + z;
        })
        .sends(1, 2, 3, 4, 5, 6)
        .gives(
            "yield 0.5",
            "yield 2.0",
            "yield 3.0",
            "yield 6.0",
            "yield 10.0",
            "yield 19.0",
            "return 5040:32.05913.07g30true");
  }

  @Test
  void a_do_while_loop_yields_in_a_compound_assignment() {
    body(out -> {
          int i = 0;
          do {
            i += out.yield(i) > 2 ? 10 : i++ + ++i;
          } while (i < 20);
          return i;
        })
        .sends(1, 3, 1, 3, 1)
        .gives("yield 0", "yield 2", "yield 12", "return 38");
  }

  @Test
  void a_loop_yields_in_its_condition_and_its_update() {
    body(out -> {
          int sum = 0;
          for (int i = out.yield("init"); i < out.yield("test " + i); i += out.yield("update")) {
            sum += i;
          }
          return sum;
        })
        .sends(0, 5, 2, 5, 2, 1)
        .gives(
            "yield init",
            "yield test 0",
            "yield update",
            "yield test 2",
            "yield update",
            "yield test 4",
            "return 2");
  }

  @Test
  void a_labelled_break_leaves_both_loops() {
    body(out -> {
          int[][] rows = {{1, 2}, {3, 4}};
          int n = 0;
          search:
          for (int[] row : rows) {
            for (int v : row) {
              if (out.yield(v) == 0) {
                break search;
              }
              n += v;
            }
          }
          Object[] parts = {1, out.yield("in an array"), "x"};
          return String.format("%s %s %d", NAMES, Arrays.toString(parts), n);
        })
        .sends(1, 1, 0, 5)
        .gives(
            "yield 1", "yield 2", "yield 3", "yield in an array", "return [a, b, c] [1, 5, x] 3");
  }

  @Test
  void a_labelled_continue_goes_on_with_the_outer_loop() {
    body(out -> {
          String path = "";
          rows:
          for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
              if (out.yield(path) == 0) {
                continue rows;
              }
              path += i + "" + j + " ";
            }
          }
          return path;
        })
        .sends(1, 0, 1, 1, 1, 0)
        .gives(
            "yield ",
            "yield 00 ",
            "yield 00 ",
            "yield 00 10 ",
            "yield 00 10 11 ",
            "yield 00 10 11 12 ",
            "return 00 10 11 12 ");
  }

  @Test
  void locals_that_are_null_on_one_path_merge() {
    body(out -> {
          String s = null;
          CharSequence text = null;
          if (out.yield(1) > 0) {
            s = "set";
            text = new StringBuilder("sb");
          } else {
            text = "str";
          }
          out.yield(s);
          Number n = out.yield(2) > 0 ? Integer.valueOf(1) : (Number) Double.valueOf(2);
          out.yield(n);
          return text + s;
        })
        .sends(1, 2, 0, 3)
        .gives("yield 1", "yield set", "yield 2", "yield 2.0", "return sbset");
  }

  @Test
  void unrelated_types_merge_in_one_local() {
    body(out -> {
          Comparable<?> c = "text";
          for (int i = 0; i < 3; i++) {
            int n = out.yield(c);
            c = n == 0 ? Integer.valueOf(i) : n == 1 ? Double.valueOf(i) : "s" + i;
          }
          return c;
        })
        .sends(0, 1, 2)
        .gives("yield text", "yield 0", "yield 1.0", "return s2");
  }

  @Test
  void an_array_of_every_kind_survives_a_suspension() {
    body(out -> {
          long[] longs = {1, 2};
          double[][] doubles = {{1}, {2, 3}};
          String[] words = new String[2];
          boolean[] flags = new boolean[1];
          longs[1] += out.yield(longs[0]);
          doubles[1][0] *= out.yield(doubles[1].length);
          words[out.yield("index")] = "w" + out.yield("value");
          flags[0] = out.yield(flags[0]) > 0;
          return longs[1] + " " + doubles[1][0] + " " + Arrays.toString(words) + flags[0];
        })
        .sends(1, 2, 0, 3, 4)
        .gives(
            "yield 1",
            "yield 2",
            "yield index",
            "yield value",
            "yield false",
            "return 3 4.0 [w3, null]true");
  }

  @Test
  void a_slot_is_used_again_with_another_type() {
    body(out -> {
          {
            long a = out.yield("long");
            log(a);
          }
          {
            String b = "b" + out.yield("string");
            log(b);
          }
          {
            double c = out.yield("double");
            Iterator<String> names = NAMES.iterator();
            out.yield(names.next());
            log(c + names.next());
          }
          return "end";
        })
        .sends(1, 2, 3, 4)
        .gives(
            "yield long",
            "1",
            "yield string",
            "b2",
            "yield double",
            "yield a",
            "3.0b",
            "return end");
  }

  @Test
  void a_body_without_a_yield_returns_at_once() {
    body(out -> 42).gives("return 42");
  }

  @Test
  void a_yield_that_is_skipped_does_not_suspend() {
    body(out -> {
          int n = 0;
          for (int i = 0; i < 5; i++) {
            if (i % 2 == 1) {
              n += out.yield(i);
            }
          }
          return n;
        })
        .sends(10, 20)
        .gives("yield 1", "yield 3", "return 30");
  }

  @Test
  void the_handle_has_another_name() {
    body(out -> {
          var o = out;
          return o.yield(1) + out.yield(2);
        })
        .sends(3, 4)
        .gives("yield 1", "yield 2", "return 7");
  }

  @Test
  void a_body_that_never_ends_is_closed() {
    body(out -> {
          for (int i = 0; ; i++) {
            out.yield(i);
          }
        })
        .sends(1, 2)
        .closes()
        .gives("yield 0", "yield 1", "yield 2", "closed with null");
  }
}
