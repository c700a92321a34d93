package monoloop.internal.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which variables are live at calls of {@link #mark}, and the types that are known there. */
class LivenessTest {
  private static @Nullable Object mark(@Nullable Object value) {
    return value;
  }

  static String unread(String a, String b) {
    mark(a);
    return b;
  }

  static int loop(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      mark(sum);
      sum += i;
    }
    return sum;
  }

  static String handler(String a, String b) {
    try {
      mark(null);
      a = "assigned";
      mark(null);
      return "normal";
    } catch (RuntimeException e) {
      return a;
    } finally {
      mark(null);
    }
  }

  static String overwritten(String a) {
    mark(a);
    a = "new";
    return a;
  }

  static Object merged(boolean flag) {
    Object value;
    if (flag) {
      value = 1;
    } else {
      value = "text";
    }
    mark(null);
    return value;
  }

  static int pending(int a, long b) {
    return Math.addExact(a, "x".repeat(2).concat("y" + mark(b)).length());
  }

  @Test
  void what_is_read_later_is_live() {
    assertEquals(List.of(Set.of("b")), liveAtMarks("unread"));
  }

  @Test
  void what_the_next_round_of_a_loop_reads_is_live() {
    assertEquals(List.of(Set.of("n", "sum", "i")), liveAtMarks("loop"));
  }

  @Test
  void what_a_handler_reads_is_live_throughout_its_block() {
    List<Set<String>> live = liveAtMarks("handler");
    assertEquals(Set.of("a"), live.get(0));
    assertEquals(Set.of("a"), live.get(1));
  }

  @Test
  void what_is_overwritten_first_is_dead() {
    assertEquals(List.of(Set.of()), liveAtMarks("overwritten"));
  }

  @Test
  void a_join_has_the_type_that_the_class_file_declares() {
    Point point = frame("merged").points.getFirst();
    assertEquals("Object", point.locals[1].toString());
  }

  @Test
  void what_waits_on_the_stack_is_known_with_its_type() {
    Point point = frame("pending").points.getFirst();
    List<String> types = new ArrayList<>();
    for (VType type : point.stack) {
      types.add(type.toString());
    }
    assertEquals(List.of("INT", "String"), types);
  }

  private static List<Set<String>> liveAtMarks(String method) {
    FrameText frame = frame(method);
    List<Set<String>> found = new ArrayList<>();
    for (Point point : frame.points) {
      found.add(names(frame, frame.liveness.before(point.index)));
    }
    return found;
  }

  private static Set<String> names(FrameText frame, BitSet slots) {
    Set<String> names = new TreeSet<>();
    for (CodeElement e : frame.text.elements) {
      if (e instanceof LocalVariable v && slots.get(v.slot())) {
        names.add(v.name().stringValue());
      }
    }
    return names;
  }

  private static FrameText frame(String name) {
    ClassText owner =
        ClassText.read(
            LivenessTest.class.getClassLoader(), LivenessTest.class.getName().replace('.', '/'));
    assertNotNull(owner);
    MethodModel method = null;
    for (var m : LivenessTest.class.getDeclaredMethods()) {
      if (m.getName().equals(name)) {
        method =
            owner.method(
                name,
                java.lang.invoke.MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                    .descriptorString());
      }
    }
    assertNotNull(method);
    FrameText frame =
        new FrameText(
            new MethodText(owner, method), java.lang.constant.ClassDesc.of("Made"), -1, false);
    frame.analyse(new Marks(), new Nest(LivenessTest.class.getClassLoader(), owner));
    return frame;
  }

  private static final class Marks implements Call.Policy {
    @Override
    public @Nullable Call classify(InvokeInstruction invoke, FlowState state) {
      return invoke.name().equalsString("mark") ? Call.awaiting("await") : null;
    }

    @Override
    public boolean mayInvoke(InvokeInstruction invoke) {
      return false;
    }
  }
}
