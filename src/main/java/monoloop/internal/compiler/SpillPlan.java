package monoloop.internal.compiler;

import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Per parameter slot the field that it comes from. */
  private final Map<Integer, String> parameters = new HashMap<>();

  /** The slots of parameters that the body never assigns: they stay in their field. */
  private final BitSet constant = new BitSet();

  /** Per type the fields that any suspension may use, and how many the current one has taken. */
  private final Map<String, Pool> pools = new HashMap<>();

  private static final class Pool {
    private final List<String> names = new ArrayList<>();
    private int taken;
  }

  SpillPlan(FrameText frame, List<Point> points, Liveness liveness) {
    for (int i = 0; i < frame.parameters.length; i++) {
      int slot = frame.parameterSlots[i];
      ClassDesc type = frame.parameters[i].type;
      String field = add(type);
      parameters.put(slot, field);
      if (frame.flow.effects.assigned.get(slot)) {
        pool(type).names.add(field);
      } else {
        constant.set(slot);
      }
    }
    spills = new Spill[points.size()];
    for (int i = 0; i < spills.length; i++) {
      spills[i] = spill(points.get(i), liveness);
    }
  }

  private Spill spill(Point point, Liveness liveness) {
    for (Pool pool : pools.values()) {
      pool.taken = 0;
    }
    BitSet live = liveness.before(point.index);
    String[] locals = new String[point.locals.length];
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      if (point.locals[slot].needsField()) {
        locals[slot] = stays(slot) ? parameter(slot) : take(point.locals[slot].type);
      }
    }
    String[] stack = new String[point.stack.length];
    for (int i = 0; i < stack.length; i++) {
      if (point.stack[i].needsField()) {
        stack[i] = take(point.stack[i].type);
      }
    }
    return new Spill(live, locals, stack);
  }

  /** The field that a parameter comes from. */
  String parameter(int slot) {
    String field = parameters.get(slot);
    if (field == null) {
      throw new IllegalStateException("not a parameter");
    }
    return field;
  }

  /** Whether the local is in its field already. */
  boolean stays(int slot) {
    return constant.get(slot);
  }

  /** The fields that must not keep a reference at a suspension that does not use them. */
  List<String> stale(Spill spill) {
    List<String> stale = new ArrayList<>();
    for (Pool pool : pools.values()) {
      for (String field : pool.names) {
        if (!fields.get(field).isPrimitive() && !spill.uses(field)) {
          stale.add(field);
        }
      }
    }
    return stale;
  }

  private Pool pool(ClassDesc type) {
    Pool pool = pools.get(type.descriptorString());
    if (pool == null) {
      pool = new Pool();
      pools.put(type.descriptorString(), pool);
    }
    return pool;
  }

  private String take(ClassDesc type) {
    Pool pool = pool(type);
    if (pool.taken == pool.names.size()) {
      pool.names.add(add(type));
    }
    return pool.names.get(pool.taken++);
  }

  private String add(ClassDesc type) {
    String name = "v".concat(Integer.toString(fields.size()));
    fields.put(name, type);
    return name;
  }
}
