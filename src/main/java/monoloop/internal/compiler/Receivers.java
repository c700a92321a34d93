package monoloop.internal.compiler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Factories of one method reference, by the class of its receiver. */
final class Receivers {
  /** Makes the factory for bodies whose receiver has a class not seen before. */
  interface Source {
    /** The factory; null if such bodies are refused. */
    @Nullable MethodHandle factory(Object body);
  }

  private static final MethodHandle FRAME;

  static {
    try {
      FRAME =
          MethodHandles.lookup()
              .findVirtual(
                  Receivers.class,
                  "frame",
                  MethodType.methodType(Object.class, Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MethodHandle receiver;
  private final Source source;
  private final ClassValue<@Nullable MethodHandle[]> known =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle[] computeValue(Class<?> type) {
          return new MethodHandle[1];
        }
      };

  private final ClassValue<boolean[]> asked =
      new ClassValue<>() {
        @Override
        protected boolean[] computeValue(Class<?> type) {
          return new boolean[1];
        }
      };

  /**
   * Creates an empty cache.
   *
   * @param receiver reads a body's receiver
   */
  Receivers(MethodHandle receiver, Source source) {
    this.receiver = receiver.asType(MethodType.methodType(Object.class, Object.class));
    this.source = source;
  }

  MethodHandle factory() {
    return FRAME.bindTo(this);
  }

  /** Called by the factory. */
  @Nullable Object frame(Object body, @Nullable Object argument) throws Throwable {
    Object target = (Object) receiver.invokeExact(body);
    Class<?> type = target.getClass();
    MethodHandle factory = known.get(type)[0];
    if (factory == null) {
      factory = ask(type, body);
      if (factory == null) {
        return null;
      }
    }
    return (Object) factory.invokeExact(body, argument);
  }

  private synchronized @Nullable MethodHandle ask(Class<?> type, Object body) {
    if (!asked.get(type)[0]) {
      known.get(type)[0] = source.factory(body);
      asked.get(type)[0] = true;
    }
    return known.get(type)[0];
  }
}
