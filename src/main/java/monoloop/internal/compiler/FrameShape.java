package monoloop.internal.compiler;

import java.lang.constant.ClassDesc;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A dialect as the compiler needs it: names and descriptors instead of classes. */
final class FrameShape {
  final Dialect dialect;
  final ClassDesc frame;

  /** The class of frames that {@code enter} takes. */
  final ClassDesc entered;

  /** Whether frames can say that they are helpers. */
  final boolean hasHelper;

  /** Whether {@code leaving} can be overridden: helpers pass exceptions on as they are. */
  final boolean hasLeaving;

  /** The internal names of the interfaces that a handle may be declared as. */
  private final Set<String> handles = new HashSet<>();

  private final Map<String, Suspension> suspensions = new HashMap<>();

  FrameShape(Dialect dialect) {
    this.dialect = dialect;
    frame = desc(dialect.frame);
    Class<?> found = dialect.frame;
    boolean leaving = false;
    boolean helper = false;
    for (Class<?> c = dialect.frame; c != Object.class && c != null; c = c.getSuperclass()) {
      for (Method m : c.getDeclaredMethods()) {
        Class<?>[] types = m.getParameterTypes();
        if (types.length == 1
            && m.getName().equals("enter")
            && !types[0].isInterface()
            && types[0].isAssignableFrom(dialect.frame)) {
          found = types[0];
        }
        helper |= types.length == 0 && m.getName().equals("helper");
        if (!leaving && types.length == 1 && m.getName().equals("leaving")) {
          leaving = types[0] == Throwable.class && !Modifier.isFinal(m.getModifiers());
        }
      }
      addInterfaces(c);
    }
    entered = desc(found);
    hasHelper = helper;
    hasLeaving = leaving;
    for (Suspension s : dialect.suspensions) {
      suspensions.put(s.name.concat(s.descriptor), s);
    }
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  private void addInterfaces(Class<?> type) {
    for (Class<?> i : type.getInterfaces()) {
      if (isHandle(i)) {
        handles.add(i.getName().replace('.', '/'));
      }
      addInterfaces(i);
    }
  }

  /** Whether a body may declare its handle as {@code type}. */
  boolean isHandle(Class<?> type) {
    return type.isInterface()
        && type.isAssignableFrom(dialect.frame)
        && (type.isAssignableFrom(dialect.handle) || dialect.handle.isAssignableFrom(type));
  }

  boolean isHandle(String internalName) {
    return handles.contains(internalName);
  }

  @Nullable Suspension suspension(String name, String descriptor) {
    return suspensions.get(name.concat(descriptor));
  }
}
