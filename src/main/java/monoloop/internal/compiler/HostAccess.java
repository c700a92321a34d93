package monoloop.internal.compiler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Full access to classes that hold bodies: by a lookup once given, or because all is open. */
final class HostAccess {
  private static final Lookup SELF = MethodHandles.lookup();

  /** Per module a class that a lookup was given for. The lookup hangs on the class itself. */
  private static final Map<Module, WeakReference<Class<?>>> GIVEN = new WeakHashMap<>();

  private static final ClassValue<@Nullable Lookup[]> LOOKUPS =
      new ClassValue<>() {
        @Override
        protected @Nullable Lookup[] computeValue(Class<?> type) {
          return new Lookup[1];
        }
      };

  private static volatile int given;

  private HostAccess() {}

  /** Changes when a module becomes accessible that may not have been before. */
  static int version() {
    return given;
  }

  /** Keeps a lookup for all bodies of its module. */
  static synchronized void remember(Lookup lookup) {
    if (!lookup.hasFullPrivilegeAccess()) {
      return;
    }
    Class<?> type = lookup.lookupClass();
    if (known(type.getModule()) == null) {
      LOOKUPS.get(type)[0] = lookup;
      GIVEN.put(type.getModule(), new WeakReference<>(type));
      given++;
    }
  }

  private static synchronized @Nullable Lookup known(Module module) {
    WeakReference<Class<?>> reference = GIVEN.get(module);
    Class<?> type = reference == null ? null : reference.get();
    return type == null ? null : LOOKUPS.get(type)[0];
  }

  /**
   * A lookup with full access to {@code target}.
   *
   * @throws Refused if its package is not open and no lookup was given for its module
   */
  static Lookup in(Class<?> target) {
    Lookup lookup = known(target.getModule());
    Lookup found = lookup == null ? null : in(target, lookup);
    if (found == null) {
      SELF.lookupClass().getModule().addReads(target.getModule());
      found = in(target, SELF);
    }
    if (found == null) {
      throw Refused.noAccess(target);
    }
    return found;
  }

  private static @Nullable Lookup in(Class<?> target, Lookup caller) {
    try {
      return target == caller.lookupClass()
          ? caller
          : MethodHandles.privateLookupIn(target, caller);
    } catch (IllegalAccessException e) {
      return null;
    }
  }
}
