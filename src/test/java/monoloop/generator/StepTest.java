package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import monoloop.generator.Step.Returned;
import monoloop.generator.Step.Yielded;
import org.junit.jupiter.api.Test;

/** The steps that end without StopIteration. */
class StepTest {

  private static Generator<String, String, Integer> greeter() {
    return Generator.of(
        out -> {
          int greeted = 0;
          String name = out.yield("ready");
          while (name != null) {
            greeted++;
            try {
              name = out.yield("hello " + name);
            } catch (IllegalArgumentException e) {
              name = out.yield("sorry, " + e.getMessage());
            }
          }
          return greeted;
        });
  }

  @Test
  void a_step_is_a_yielded_value_or_the_result() {
    Generator<String, String, Integer> g = greeter();

    assertEquals(new Yielded<>("ready"), g.tryNext());
    assertEquals(new Yielded<>("hello ann"), g.trySend("ann"));
    assertEquals(
        new Yielded<>("sorry, too loud"), g.tryRaise(new IllegalArgumentException("too loud")));
    assertEquals(new Returned<>(1), g.tryNext());
  }

  @Test
  void only_the_first_returned_carries_the_result() {
    Generator<String, String, Integer> g = greeter();
    g.next();

    assertEquals(new Returned<>(0), g.tryNext());
    assertEquals(new Returned<>(null), g.tryNext());
    assertEquals(new Returned<>(null), g.trySend("late"));
  }

  @Test
  void a_switch_over_steps_is_exhaustive() {
    Generator<String, String, Integer> g = greeter();
    List<String> seen = new ArrayList<>();

    for (Step<String, Integer> step = g.tryNext(); ; step = g.trySend(null)) {
      switch (step) {
        case Yielded(var value) -> seen.add(value);
        case Returned(var result) -> {
          seen.add("end " + result);
          assertEquals(List.of("ready", "end 0"), seen);
          return;
        }
      }
    }
  }

  @Test
  void null_is_a_value_like_any_other() {
    Generator<String, Void, Void> g =
        Generator.of(
            out -> {
              out.yield(null);
              return null;
            });

    assertEquals(new Yielded<>(null), g.tryNext());
    assertEquals(new Returned<>(null), g.tryNext());
  }

  @Test
  void an_exception_of_the_body_is_thrown_as_it_is() {
    Exception checked = new Exception("checked");
    Generator<String, Void, Void> g =
        Generator.of(
            out -> {
              throw checked;
            });

    assertEquals(checked, assertThrows(Exception.class, g::tryNext));
    assertEquals(new Returned<>(null), g.tryNext());
  }

  @Test
  void what_is_raised_at_a_finished_generator_comes_back() {
    Generator<String, String, Integer> g = greeter();
    g.close();
    StopIteration thrown = new StopIteration("late");

    assertEquals(thrown, assertThrows(StopIteration.class, () -> g.tryRaise(thrown)));
    assertEquals(thrown, assertThrows(StopIteration.class, () -> g.raise(thrown)));
  }

  @Test
  void stop_iteration_names_what_the_generator_returned() {
    Generator<String, String, Integer> g = greeter();
    g.next();

    StopIteration first = assertThrows(StopIteration.class, g::next);
    StopIteration second = assertThrows(StopIteration.class, g::next);

    assertEquals(0, first.value());
    assertEquals("the generator returned 0", first.getMessage());
    assertEquals(null, second.value());
    assertEquals("the generator has finished", second.getMessage());
  }
}
