package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * What went wrong in a task group: one failure or several, none of them lost (PEP 654:
 * ExceptionGroup).
 *
 * <p>The first failure is the cause and the others are suppressed, so that it prints well
 * everywhere. Groups nest as the task groups did; {@link #split} and {@link #handle} look into
 * nested ones and keep their structure.
 */
public final class TaskGroupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Throwable> failures;

  /**
   * Creates a group.
   *
   * @param failures at least one, in the order in which they happened
   * @throws IllegalArgumentException if there is none
   */
  public TaskGroupException(List<? extends Throwable> failures) {
    super(message(failures), failures.getFirst());
    this.failures = List.copyOf(failures);
    for (Throwable t : this.failures.subList(1, failures.size())) {
      addSuppressed(t);
    }
  }

  private static String message(List<? extends Throwable> failures) {
    if (failures.isEmpty()) {
      throw new IllegalArgumentException("failures must not be empty");
    }
    int n = failures.size();
    return "unhandled errors in a TaskGroup (" + n + (n == 1 ? " failure)" : " failures)");
  }

  /**
   * Makes a group of what Reactor has put into one error: the parts of {@code
   * Exceptions.multiple(...)}, nested ones as nested groups; for any other error that itself and
   * what it has suppressed. Reactor's traces and wrappers are left out.
   *
   * @param error a TaskGroupException is returned as it is
   * @return a group of at least one failure
   * @see #toReactor
   */
  public static TaskGroupException from(Throwable error) {
    Throwable inner = Errors.unwrap(error);
    if (inner instanceof TaskGroupException group) {
      return group;
    }
    List<Throwable> parts = new ArrayList<>();
    if (!Exceptions.isMultiple(inner)) {
      parts.add(inner);
    }
    for (Throwable t : inner.getSuppressed()) {
      Throwable part = Errors.unwrap(t);
      if (!Exceptions.isTraceback(part)) {
        parts.add(Exceptions.isMultiple(part) ? from(part) : part);
      }
    }
    return new TaskGroupException(parts.isEmpty() ? List.of(inner) : parts);
  }

  /**
   * Returns the same failures as Reactor's operators collect them: {@code
   * Exceptions.unwrapMultiple} finds them.
   *
   * @return nested groups are nested there too
   * @see #from
   */
  public RuntimeException toReactor() {
    List<Throwable> parts = new ArrayList<>();
    for (Throwable t : failures) {
      parts.add(t instanceof TaskGroupException group ? group.toReactor() : t);
    }
    return Exceptions.multiple(parts);
  }

  /**
   * Returns the failures.
   *
   * @return in the order in which they happened; the error of the body comes last
   */
  public List<Throwable> failures() {
    return failures;
  }

  /**
   * Returns the failures of this group and of those nested in it.
   *
   * @return no TaskGroupException among them
   */
  public List<Throwable> leaves() {
    List<Throwable> leaves = new ArrayList<>();
    for (Throwable t : failures) {
      if (t instanceof TaskGroupException group) {
        leaves.addAll(group.leaves());
      } else {
        leaves.add(t);
      }
    }
    return leaves;
  }

  /**
   * Parts the failures in two, looking into nested groups and keeping their structure.
   *
   * @param matching asked for each failure that is no group
   * @return both parts
   */
  public Split split(Predicate<? super Throwable> matching) {
    List<Throwable> yes = new ArrayList<>();
    List<Throwable> no = new ArrayList<>();
    for (Throwable t : failures) {
      if (t instanceof TaskGroupException group) {
        Split nested = group.split(matching);
        addPresent(yes, nested.matching());
        addPresent(no, nested.rest());
      } else {
        (matching.test(t) ? yes : no).add(t);
      }
    }
    return new Split(
        no.isEmpty() ? this : orNull(yes), yes.isEmpty() ? this : orNull(no));
  }

  private static void addPresent(List<Throwable> to, @Nullable TaskGroupException part) {
    if (part != null) {
      to.add(part);
    }
  }

  private @Nullable TaskGroupException orNull(List<Throwable> part) {
    if (part.isEmpty()) {
      return null;
    }
    TaskGroupException group = new TaskGroupException(part);
    group.setStackTrace(getStackTrace());
    return group;
  }

  /**
   * Returns what is of one type.
   *
   * @param type the class or a superclass of the failures wanted
   * @return a group with the same structure; null if there is none
   */
  public @Nullable TaskGroupException subgroup(Class<? extends Throwable> type) {
    return split(type::isInstance).matching();
  }

  /**
   * Handles failures of one type and returns what is left ({@code except*} of PEP 654). To let the
   * rest out, throw it.
   *
   * @param type the class or a superclass of the failures handled
   * @param handler called once for each of them
   * @return null if nothing is left
   */
  public <E extends Throwable> @Nullable TaskGroupException handle(
      Class<E> type, Consumer<? super E> handler) {
    Split parts = split(type::isInstance);
    if (parts.matching() != null) {
      for (Throwable t : parts.matching().leaves()) {
        handler.accept(type.cast(t));
      }
    }
    return parts.rest();
  }

  /**
   * The parts of a {@link TaskGroupException#split}.
   *
   * @param matching null if nothing matched
   * @param rest null if everything matched
   */
  public record Split(@Nullable TaskGroupException matching, @Nullable TaskGroupException rest) {}
}
