package monoloop.internal.compiler;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest dialect: one call that yields, some that wait. */
final class TestDialect {
  /** What begins so has been waited for. */
  static final String READY = "ready:";

  /** What bodies suspend with. */
  interface Handle {
    @Nullable Object yield(@Nullable Object value);

    @Nullable String ask(String question);

    int count(Object of);

    void pause();

    default String name() {
      return "the handle";
    }
  }

  /** A handle with more methods. */
  interface Narrow extends Handle {
    default int more() {
      return 2;
    }
  }

  /** A body. */
  interface Text extends Serializable {
    @Nullable Object run(Handle handle) throws Exception;
  }

  /** A body with an argument. */
  interface Text2<T> extends Serializable {
    @Nullable Object run(Handle handle, T argument) throws Exception;
  }

  /** A body with an argument that comes first. */
  interface Text3<T> extends Serializable {
    @Nullable Object run(T argument, Narrow handle) throws Exception;
  }

  static final Dialect DIALECT =
      new Dialect(
          TestFrame.class,
          Handle.class,
          List.of(
              Suspension.yields("yield", "(Ljava/lang/Object;)Ljava/lang/Object;", "emit"),
              Suspension.awaits("ask", "(Ljava/lang/String;)Ljava/lang/String;", "waitFor"),
              Suspension.awaits("count", "(Ljava/lang/Object;)I", "waitFor"),
              Suspension.awaits("pause", "()V", "waitFor")));

  private TestDialect() {}
}
