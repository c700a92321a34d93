package monoloop.internal.compiler;

import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/** A method that becomes a class of frames: its text, then what is known of it. */
final class FrameText {
  final MethodText text;

  /** The class to generate. */
  final ClassDesc generated;

  /** Where the handle is; -1 if there is none. */
  final int handleSlot;

  /** Whether it is called with its caller's handle, not run by itself. */
  final boolean helper;

  /** What a frame is made from: the method's parameters without the handle. */
  final VType[] parameters;

  /** As the method declares them. */
  final List<ClassDesc> declared = new ArrayList<>();

  final int[] parameterSlots;

  // known after analyse()
  DataFlow flow;
  List<Point> points = List.of();
  Liveness liveness;
  SpillPlan plan;

  /**
   * Describes a method that is not analysed yet.
   *
   * @param handle which parameter is the handle, the receiver not counted; -1 if none
   */
  @SuppressWarnings("NullAway.Init")
  FrameText(MethodText text, ClassDesc generated, int handle, boolean helper) {
    this.text = text;
    this.generated = generated;
    this.helper = helper;
    List<VType> types = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    int slot = 0;
    if (!text.isStatic) {
      declared.add(text.owner.desc());
      types.add(VType.reference(text.owner.desc()));
      slots.add(slot++);
    }
    int found = -1;
    for (int i = 0; i < text.type.parameterCount(); i++) {
      VType type = VType.of(text.type.parameterType(i));
      if (i == handle) {
        found = slot;
      } else {
        declared.add(text.type.parameterType(i));
        types.add(type);
        slots.add(slot);
      }
      slot += type.wide() ? 2 : 1;
    }
    handleSlot = found;
    parameters = types.toArray(new VType[0]);
    parameterSlots = new int[parameters.length];
    for (int i = 0; i < parameterSlots.length; i++) {
      parameterSlots[i] = slots.get(i);
    }
  }

  /**
   * Finds the suspensions and what they must keep.
   *
   * @throws Refused if the method cannot be compiled
   */
  void analyse(Call.Policy policy, Nest nest) {
    flow = new DataFlow(text, handleSlot, policy);
    points = flow.points();
    // a constructor that only the host may call is called by a bridge, which makes the object too
    for (var entry : flow.effects.sites.entrySet()) {
      InvokeInstruction call = (InvokeInstruction) text.elements[entry.getKey()];
      if (nest.isPrivate(call.owner().asInternalName(), "<init>", call.type().stringValue())) {
        flow.effects.checkMovable(entry.getValue());
        flow.effects.pending.set(entry.getValue());
      }
    }
    liveness = new Liveness(new FlowGraph(flow));
    plan = new SpillPlan(this, points, liveness);
  }

  /** Whether some suspension lies inside a try block of this method itself. */
  boolean guarded() {
    for (Point point : points) {
      for (MethodText.Handler handler : text.handlers) {
        if (handler.covers(point.index)) {
          return true;
        }
      }
    }
    return false;
  }
}
