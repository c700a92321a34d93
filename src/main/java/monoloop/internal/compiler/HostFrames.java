package monoloop.internal.compiler;

import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The classes of frames made for the bodies of one host class. */
final class HostFrames {
  private static final ClassValue<AtomicInteger> NUMBERS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> type) {
          return new AtomicInteger();
        }
      };

  private final Class<?> host;
  private final FrameShape shape;
  private final Map<String, Class<?>> bodies = new HashMap<>();
  private final Map<String, FrameText> helpers = new HashMap<>();
  private @Nullable Nest nest;

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
      known = new Group(lookup).compile(target);
      bodies.put(target.key(), known);
    }
    return known;
  }

  private Nest nest() {
    Nest known = nest;
    if (known == null) {
      checkVisible();
      String name = host.getName().replace('.', '/');
      ClassText text = ClassText.read(host.getClassLoader(), name);
      if (text == null) {
        throw Refused.because("there is no class file of ".concat(host.getName()));
      }
      nest = known = new Nest(host.getClassLoader(), text);
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

  /** A body and the helpers that it calls, which are accepted or refused together. */
  private final class Group implements HandleCalls.Helpers {
    private final Lookup lookup;
    private final Map<String, FrameText> added = new HashMap<>();
    private final List<FrameText> todo = new ArrayList<>();

    Group(Lookup lookup) {
      this.lookup = lookup;
    }

    Class<?> compile(Target target) throws IllegalAccessException, ClassNotFoundException {
      FrameText body =
          add(
              host.getName().replace('.', '/'),
              target.name,
              target.type.descriptorString(),
              target.handle,
              false);
      if (body == null) {
        throw Refused.because(
            "the class file of "
                .concat(host.getName())
                .concat(" is another one than the loaded class: it has no ")
                .concat(target.name));
      }
      HandleCalls calls = new HandleCalls(shape, this);
      for (int i = 0; i < todo.size(); i++) {
        FrameText frame = todo.get(i);
        try {
          checkLoaded(frame);
          frame.analyse(calls, nest());
        } catch (Refused e) {
          throw frame.helper ? e.inHelper(frame.text.name) : e;
        }
      }
      List<byte[]> files = new ArrayList<>();
      for (FrameText frame : todo) {
        byte[] file = FrameWriter.write(frame, shape, nest(), guarded(frame, new HashSet<>()));
        HugeMethods.check(frame.text, file);
        files.add(file);
      }
      Class<?> result = host;
      List<Class<?>> defined = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        Class<?> c = lookup.defineClass(files.get(i));
        defined.add(c);
        if (todo.get(i) == body) {
          result = c;
        }
      }
      for (Class<?> c : defined) {
        lookup.ensureInitialized(c); // verifies it: better now than at the first step
      }
      helpers.putAll(added);
      return result;
    }

    private @Nullable FrameText add(
        String owner, String name, String descriptor, int handle, boolean helper)
        throws ClassNotFoundException {
      ClassText text = nest().text(owner);
      MethodModel method = text == null ? null : text.method(name, descriptor);
      if (text == null || method == null) {
        return null;
      }
      Class<?> loaded = Class.forName(text.name(), false, host.getClassLoader());
      ClassDesc generated =
          ClassDesc.of(
              text.name()
                  .concat("$$")
                  .concat(readable(name))
                  .concat("$")
                  .concat(Integer.toString(NUMBERS.get(loaded).incrementAndGet())));
      FrameText frame =
          new FrameText(new MethodText(text, method), generated, handle, helper);
      todo.add(frame);
      return frame;
    }

    @Override
    public @Nullable FrameText find(InvokeInstruction invoke, int handle) {
      String owner = invoke.owner().asInternalName();
      String name = invoke.name().stringValue();
      String descriptor = invoke.type().stringValue();
      boolean bound =
          invoke.opcode() == Opcode.INVOKESTATIC || nest().isPrivate(owner, name, descriptor);
      if (name.equals("<init>") || !bound || nest().flagsOf(owner, name, descriptor) < 0) {
        return null;
      }
      String key =
          owner
              .concat(".")
              .concat(name)
              .concat(descriptor)
              .concat("#")
              .concat(Integer.toString(handle));
      FrameText known = helpers.get(key);
      if (known == null) {
        known = added.get(key);
      }
      if (known == null) {
        try {
          known = add(owner, name, descriptor, handle, true);
        } catch (Refused e) {
          throw e.inHelper(name);
        } catch (ClassNotFoundException e) {
          return null;
        }
        if (known != null) {
          added.put(key, known);
        }
      }
      return known;
    }

    /** What the loader serves must be what runs: agents change classes behind its back. */
    private void checkLoaded(FrameText frame) throws ClassNotFoundException {
      Class<?> loaded = Class.forName(frame.text.owner.name(), false, host.getClassLoader());
      boolean found = false;
      boolean covered = false;
      for (Method m : loaded.getDeclaredMethods()) {
        found |= m.getName().equals(frame.text.name);
        covered |= m.getName().startsWith("$jacoco");
      }
      for (Field f : loaded.getDeclaredFields()) {
        covered |= f.getName().startsWith("$jacoco");
      }
      if (covered) {
        throw Refused.because(
            frame.text.owner.simpleName().concat(" is instrumented by a coverage agent"));
      }
      if (!found) {
        throw Refused.because(
            "the class file of "
                .concat(frame.text.owner.name())
                .concat(" is another one than the loaded class"));
      }
    }
  }

  private static boolean guarded(FrameText frame, Set<FrameText> seen) {
    if (!seen.add(frame)) {
      return false;
    }
    if (frame.guarded()) {
      return true;
    }
    for (Point point : frame.points) {
      FrameText helper = point.call.helper;
      if (helper != null && guarded(helper, seen)) {
        return true;
      }
    }
    return false;
  }

  /** {@code lambda$name$0}, or {@code lambda$name$0a1b2c3d$0}, as people know it. */
  private static String readable(String method) {
    if (!method.startsWith("lambda$")) {
      return method;
    }
    int end = method.lastIndexOf('$');
    int hash = method.lastIndexOf('$', end - 1);
    if (hash > 7 && end - hash <= 9) {
      end = hash;
    }
    return end > 7 ? method.substring(7, end) : method;
  }
}
