package monoloop.internal.compiler;

import java.lang.invoke.MethodHandles.Lookup;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes of frames made for the bodies of one host class. */
final class HostFrames {
  private final Class<?> host;
  private final FrameShape shape;
  private final Map<String, Class<?>> bodies = new HashMap<>();
  private final Map<String, Helper> helpers = new HashMap<>();

  /** The texts of the host and its nest: dear to keep, and dear to read again for the next body. */
  private SoftReference<@Nullable Nest> nest = new SoftReference<>(null);

  HostFrames(Class<?> host, FrameShape shape) {
    this.host = host;
    this.shape = shape;
  }

  /**
   * The class of frames for a body's method; made at the first call.
   *
   * @throws Refused if the method cannot be compiled
   */
  synchronized Class<?> get(Target target, Lookup lookup)
      throws IllegalAccessException, ClassNotFoundException {
    Class<?> known = bodies.get(target.key());
    if (known == null) {
      FrameGroup group = new FrameGroup(host, shape, nest(), helpers);
      known = group.compile(target, lookup);
      bodies.put(target.key(), known);
    }
    return known;
  }

  private Nest nest() {
    Nest known = nest.get();
    if (known == null) {
      checkVisible();
      String name = host.getName().replace('.', '/');
      ClassText text = ClassText.read(host.getClassLoader(), name);
      if (text == null) {
        throw Refused.because("there is no class file of ".concat(host.getName()));
      }
      known = new Nest(host.getClassLoader(), text);
      nest = new SoftReference<>(known);
    }
    return known;
  }

  private void checkVisible() {
    if (host.isHidden()) {
      throw Refused.because("the body belongs to a hidden class");
    }
    Class<?> frame = shape.dialect.frame;
    Class<?> seen = null;
    try {
      seen = Class.forName(frame.getName(), false, host.getClassLoader());
    } catch (ClassNotFoundException e) {
      // said below
    }
    if (seen != frame) {
      throw Refused.because(
          "the class loader of ".concat(host.getName()).concat(" does not see this monoloop"));
    }
  }
}
