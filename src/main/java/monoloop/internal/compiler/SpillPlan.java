package monoloop.internal.compiler;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which field keeps what while the body is suspended. Fields have the exact type of what they keep,
 * so that nothing is cast when it comes back; suspensions share them.
 */
final class SpillPlan {
  /** What one suspension keeps. */
  static final class Spill {
    /** The locals that are live. */
    final BitSet live;

    /** Per slot the field; null if the local is dead or can be made anew. */
    final @Nullable String[] locals;

    /** Per operand the field; null if it can be made anew. */
    final @Nullable String[] stack;

    private Spill(BitSet live, @Nullable String[] locals, @Nullable String[] stack) {
      this.live = live;
      this.locals = locals;
      this.stack = stack;
    }

    boolean uses(String field) {
      for (String used : locals) {
        if (field.equals(used)) {
          return true;
        }
      }
      for (String used : stack) {
        if (field.equals(used)) {
          return true;
        }
      }
      return false;
    }
  }

  /** All fields in order; those of the parameters come first. */
  final Map<String, ClassDesc> fields = new LinkedHashMap<>();

  final Spill[] spills;

  private final Map<String, String> names = new HashMap<>();

  /** The slots of parameters that the body never assigns: they stay in their field. */
  private final BitSet constant = new BitSet();

  private final Set<String> constantFields = new HashSet<>();

  SpillPlan(FrameText frame, List<Point> points, Liveness liveness) {
    for (int i = 0; i < frame.parameters.length; i++) {
      int slot = frame.parameterSlots[i];
      String field = local(slot, frame.parameters[i].type);
      if (!frame.flow.effects.assigned.get(slot)) {
        constant.set(slot);
        constantFields.add(field);
      }
    }
    spills = new Spill[points.size()];
    for (int i = 0; i < spills.length; i++) {
      Point point = points.get(i);
      BitSet live = liveness.before(point.index);
      String[] locals = new String[point.locals.length];
      for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
        if (point.locals[slot].needsField()) {
          locals[slot] = local(slot, point.locals[slot].type);
        }
      }
      spills[i] = new Spill(live, locals, stack(point.stack));
    }
  }

  /** The field of a local. */
  String local(int slot, ClassDesc type) {
    return field("l".concat(Integer.toString(slot)), type);
  }

  /** Whether the local is in its field already. */
  boolean stays(int slot) {
    return constant.get(slot);
  }

  /** Whether the field may be cleared at a suspension that does not use it. */
  boolean clearable(String field, ClassDesc type) {
    return !type.isPrimitive() && !constantFields.contains(field);
  }

  private @Nullable String[] stack(VType[] stack) {
    String[] found = new String[stack.length];
    Map<String, Integer> used = new HashMap<>();
    for (int i = 0; i < found.length; i++) {
      if (stack[i].needsField()) {
        ClassDesc type = stack[i].type;
        Integer n = used.get(type.descriptorString());
        used.put(type.descriptorString(), n == null ? 1 : n + 1);
        found[i] = field("s".concat(Integer.toString(n == null ? 0 : n)), type);
      }
    }
    return found;
  }

  private String field(String place, ClassDesc type) {
    String key = place.concat(" ").concat(type.descriptorString());
    String name = names.get(key);
    if (name == null) {
      name = place;
      for (int i = 1; fields.containsKey(name); i++) {
        name = place.concat("_").concat(Integer.toString(i));
      }
      names.put(key, name);
      fields.put(name, type.equals(ConstantDescs.CD_void) ? ConstantDescs.CD_Object : type);
    }
    return name;
  }
}
