package monoloop.internal.compiler;

import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A body and the helpers that it calls, which are accepted or refused together. */
final class FrameGroup implements HandleCalls.Helpers {
  /** Per class how many classes of frames were named after it. */
  private static final ClassValue<AtomicInteger> NUMBERS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> type) {
          return new AtomicInteger();
        }
      };

  private final Class<?> host;
  private final FrameShape shape;
  private final Nest nest;

  /** The helpers of groups that were accepted. */
  private final Map<String, Helper> known;

  private final Map<String, Helper> added = new HashMap<>();
  private final List<FrameText> frames = new ArrayList<>();

  FrameGroup(Class<?> host, FrameShape shape, Nest nest, Map<String, Helper> known) {
    this.host = host;
    this.shape = shape;
    this.nest = nest;
    this.known = known;
  }

  /**
   * Makes the classes of the whole group.
   *
   * @return the class of frames for the body
   * @throws Refused if the body or a helper cannot be compiled
   */
  Class<?> compile(Target target, Lookup lookup)
      throws IllegalAccessException, ClassNotFoundException {
    String name = host.getName().replace('.', '/');
    if (add(name, target.name, target.type.descriptorString(), target.handle, false) == null) {
      throw Refused.because(
          "the class file of "
              .concat(host.getName())
              .concat(" is another one than the loaded class: it has no ")
              .concat(target.name));
    }
    HandleCalls calls = new HandleCalls(shape, this);
    for (int i = 0; i < frames.size(); i++) { // grows while helpers are found
      analyse(frames.get(i), calls);
    }
    List<byte[]> files = new ArrayList<>();
    for (FrameText frame : frames) {
      byte[] file = FrameWriter.write(frame, shape, nest, Helper.isGuarded(frame));
      HugeMethods.check(frame.text, file);
      files.add(file);
    }
    List<Class<?>> classes = new ArrayList<>();
    for (byte[] file : files) {
      classes.add(lookup.defineClass(file));
    }
    for (Class<?> c : classes) {
      lookup.ensureInitialized(c); // verifies it: better now than at the first step
    }
    for (Helper helper : added.values()) {
      helper.made();
    }
    known.putAll(added);
    return classes.getFirst();
  }

  private void analyse(FrameText frame, HandleCalls calls) throws ClassNotFoundException {
    try {
      LoadedClass.check(frame.text, loaded(frame.text.owner));
      frame.analyse(calls, nest);
    } catch (Refused e) {
      throw frame.helper ? e.inHelper(frame.text.name) : e;
    }
  }

  private Class<?> loaded(ClassText text) throws ClassNotFoundException {
    return Class.forName(text.name(), false, host.getClassLoader());
  }

  private @Nullable FrameText add(
      String owner, String name, String descriptor, int handle, boolean helper)
      throws ClassNotFoundException {
    ClassText text = nest.text(owner);
    MethodModel method = text == null ? null : text.method(name, descriptor);
    if (text == null || method == null) {
      return null;
    }
    ClassDesc generated =
        ClassDesc.of(
            text.name()
                .concat("$$")
                .concat(readable(name))
                .concat("$")
                .concat(Integer.toString(NUMBERS.get(loaded(text)).incrementAndGet())));
    FrameText frame = new FrameText(new MethodText(text, method), generated, handle, helper);
    frames.add(frame);
    return frame;
  }

  @Override
  public @Nullable Helper find(InvokeInstruction invoke, int handle) {
    String owner = invoke.owner().asInternalName();
    String name = invoke.name().stringValue();
    String descriptor = invoke.type().stringValue();
    boolean bound =
        invoke.opcode() == Opcode.INVOKESTATIC || nest.isPrivate(owner, name, descriptor);
    if (name.equals("<init>") || !bound || nest.flagsOf(owner, name, descriptor) < 0) {
      return null;
    }
    String key =
        owner
            .concat(".")
            .concat(name)
            .concat(descriptor)
            .concat("#")
            .concat(Integer.toString(handle));
    Helper helper = known.get(key);
    if (helper == null) {
      helper = added.get(key);
    }
    if (helper == null) {
      try {
        FrameText frame = add(owner, name, descriptor, handle, true);
        if (frame != null) {
          helper = new Helper(frame, shape);
          added.put(key, helper);
        }
      } catch (Refused e) {
        throw e.inHelper(name);
      } catch (ClassNotFoundException e) {
        return null;
      }
    }
    return helper;
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
