package monoloop.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The only class that knows how the JDK hands out signals: {@code sun.misc.Signal} of {@code
 * jdk.unsupported}, by reflection, since there is nothing else and the compiler warns of it.
 * Several may listen to a signal; when the last one has gone, what was there before is back. Any
 * thread.
 */
final class SystemSignals {
  /** By name. Guarded by itself. */
  private static final Map<String, SystemSignals> LISTENED = new HashMap<>();

  private final Object signal;
  private final Object before;

  // guarded by LISTENED
  private final List<Consumer<String>> listeners = new ArrayList<>();

  private SystemSignals(String name) throws ReflectiveOperationException {
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object told =
        Proxy.newProxyInstance(
            SystemSignals.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "handle" -> tell(name);
                case "equals" -> {
                  return proxy == arguments[0];
                }
                case "hashCode" -> {
                  return name.hashCode();
                }
                default -> {
                  return "listener to " + name;
                }
              }
              return null;
            });
    signal = Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    before = set(told);
  }

  private Object set(Object handler) throws ReflectiveOperationException {
    return Objects.requireNonNull(
        signal
            .getClass()
            .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
            .invoke(null, signal, handler));
  }

  /**
   * Calls {@code listener} on a thread of the JDK whenever the signal comes.
   *
   * @throws IllegalArgumentException if there is no such signal, or the JVM keeps it to itself
   */
  static void listen(String name, Consumer<String> listener) {
    synchronized (LISTENED) {
      SystemSignals s = LISTENED.get(name);
      if (s == null) {
        try {
          LISTENED.put(name, s = new SystemSignals(name));
        } catch (InvocationTargetException e) {
          throw new IllegalArgumentException(
              "signal " + name + " cannot be listened to: " + e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
          throw new UnsupportedOperationException(
              "signals need the module jdk.unsupported, which this Java does not have", e);
        }
      }
      s.listeners.add(listener);
    }
  }

  static void leave(String name, Consumer<String> listener) {
    synchronized (LISTENED) {
      SystemSignals s = LISTENED.get(name);
      if (s != null && s.listeners.remove(listener) && s.listeners.isEmpty()) {
        LISTENED.remove(name);
        try {
          s.set(s.before);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("signal " + name + " cannot be given back", e);
        }
      }
    }
  }

  private void tell(String name) {
    List<Consumer<String>> now;
    synchronized (LISTENED) {
      now = List.copyOf(listeners);
    }
    now.forEach(l -> l.accept(name));
  }
}
