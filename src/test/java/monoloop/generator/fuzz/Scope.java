package monoloop.generator.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The variables that a random statement may use, and where it may jump to. */
final class Scope {
  /** A variable and its type; {@code f} is a lambda from int to int. */
  record Variable(String type, String name) {}

  private final List<Variable> variables;

  /** Whether the code stands in a method that has the handle. */
  final boolean suspends;

  /** Whether {@code break} and {@code continue} are allowed. */
  final boolean loop;

  /** A loop further out; null if there is none that may be left. */
  final @Nullable String label;

  Scope(boolean suspends) {
    this(new ArrayList<>(), suspends, false, null);
  }

  private Scope(List<Variable> variables, boolean suspends, boolean loop, @Nullable String label) {
    this.variables = variables;
    this.suspends = suspends;
    this.loop = loop;
    this.label = label;
  }

  Scope inner() {
    return new Scope(new ArrayList<>(variables), suspends, loop, label);
  }

  Scope inLoop(@Nullable String label) {
    return new Scope(new ArrayList<>(variables), suspends, true, label);
  }

  /** No jump may leave this block: a finally block or the branch of a switch. */
  Scope withoutJumps() {
    return new Scope(new ArrayList<>(variables), suspends, false, null);
  }

  void declare(String type, String name) {
    variables.add(new Variable(type, name));
  }

  /** One variable of {@code type}; null if there is none. */
  @Nullable String any(Random random, String type) {
    List<Variable> fitting = variables.stream().filter(v -> v.type.equals(type)).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size())).name;
  }

  /** One variable that can be assigned; null if there is none. */
  @Nullable Variable assignable(Random random) {
    List<Variable> fitting = variables.stream().filter(v -> !v.type.equals("f")).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
  }
}
