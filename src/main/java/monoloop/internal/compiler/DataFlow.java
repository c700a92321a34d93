package monoloop.internal.compiler;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of all values at every point of a method, and proof that its handle does not escape.
 *
 * <p>Wherever control joins, the class file declares a frame, so every block is simulated once,
 * from its declared frame, in whatever order control reaches it. What the declaration does not tell
 * is which values are the handle: that is carried over from the first predecessor, and all others
 * must agree.
 */
final class DataFlow {
  private static final String MIXED = "the handle is mixed with other values";

  final MethodText text;

  /** The state at each join that control reaches, by index of its label. */
  private final @Nullable FlowState[] joins;

  /** The instructions that control reaches. */
  final BitSet reached;

  final Effects effects;

  private final ArrayDeque<Integer> todo = new ArrayDeque<>();

  /** Per handler: the version of the locals that it has seen. */
  private final int[] seen;

  private int version;

  /**
   * Analyses a method.
   *
   * @param handleSlot where the handle is at the start; -1 if there is none
   * @throws Refused if the handle escapes, or the code is of no known shape
   */
  DataFlow(MethodText text, int handleSlot, Call.Policy policy) {
    this.text = text;
    joins = new FlowState[text.elements.length];
    reached = new BitSet(text.elements.length);
    seen = new int[text.handlers.length];
    effects = new Effects(this, policy);
    follow(0, start(handleSlot));
    while (!todo.isEmpty()) {
      int label = todo.removeLast();
      follow(label + 1, join(label).copy());
    }
    effects.finish();
  }

  private FlowState start(int handleSlot) {
    FlowState state = FlowState.empty(text.maxLocals);
    int slot = 0;
    if (!text.isStatic) {
      state.set(slot++, VType.reference(text.owner.desc()));
    }
    for (int i = 0; i < text.type.parameterCount(); i++) {
      VType type = VType.of(text.type.parameterType(i));
      state.set(slot, type);
      slot += type.wide() ? 2 : 1;
    }
    if (handleSlot >= 0) {
      state.set(handleSlot, VType.HANDLE);
    }
    return state;
  }

  /** The state at a join that control reaches. */
  FlowState join(int label) {
    FlowState state = joins[label];
    if (state == null) {
      throw new IllegalStateException("unreached label in " + text.displayName());
    }
    return state;
  }

  boolean reachesJoin(int label) {
    return joins[label] != null;
  }

  /** Whether some instruction that {@code handler} guards is reached. */
  boolean reaches(MethodText.Handler handler) {
    int next = reached.nextSetBit(handler.from);
    return next >= 0 && next < handler.to;
  }

  private void follow(int from, FlowState state) {
    version++;
    for (int i = from; ; i++) {
      CodeElement e = text.elements[i];
      if (e instanceof LabelTarget) {
        if (text.frame(i) != null) {
          arrive(i, state, state.depth());
          return;
        }
      } else if (e instanceof Instruction instruction) {
        reached.set(i);
        arriveAtHandlers(i, state);
        if (!effects.apply(i, instruction, state)) {
          return;
        }
      }
    }
  }

  /** Some local has become the handle, or has ceased to be it. */
  void handleMoved() {
    version++;
  }

  private void arriveAtHandlers(int index, FlowState state) {
    for (int h = 0; h < seen.length; h++) {
      MethodText.Handler handler = text.handlers[h];
      if (seen[h] != version && handler.covers(index)) {
        seen[h] = version;
        if (text.frame(handler.target) == null) {
          throw Refused.at(text, index, "the class file has no stack maps");
        }
        arrive(handler.target, state, 0);
      }
    }
  }

  /** Control goes from {@code state} to a label. */
  void jump(int index, Label label, FlowState state) {
    int target = text.indexOf(label);
    if (text.frame(target) == null) {
      throw Refused.at(text, index, "the class file has no stack maps");
    }
    arrive(target, state, state.depth());
  }

  private void arrive(int label, FlowState from, int depth) {
    FlowState known = joins[label];
    boolean first = known == null;
    if (known == null) {
      known = declared(label);
      joins[label] = known;
      todo.add(label);
    }
    for (int s = 0; s < known.locals.length; s++) {
      VType declared = known.locals[s];
      if (declared.kind == VType.Kind.TOP) {
        continue;
      }
      if (from.locals[s].isHandle() != declared.isHandle()) {
        if (!first) {
          throw Refused.at(text, label, MIXED);
        }
        known.locals[s] = VType.HANDLE;
      }
    }
    for (int s = 0; s < depth; s++) {
      if (from.at(s).isHandle() != known.at(s).isHandle()) {
        if (!first) {
          throw Refused.at(text, label, MIXED);
        }
        known.put(s, VType.HANDLE);
      }
    }
  }

  private FlowState declared(int label) {
    StackMapFrameInfo frame = text.frame(label);
    if (frame == null) {
      throw new IllegalStateException("no frame");
    }
    FlowState state = FlowState.empty(text.maxLocals);
    int slot = 0;
    for (VerificationTypeInfo info : frame.locals()) {
      VType type = type(label, info);
      state.set(slot, type);
      slot += type.wide() ? 2 : 1;
    }
    for (VerificationTypeInfo info : frame.stack()) {
      state.push(type(label, info));
    }
    return state;
  }

  private VType type(int label, VerificationTypeInfo info) {
    if (info instanceof ObjectVerificationTypeInfo object) {
      return VType.reference(object.classSymbol());
    }
    if (info instanceof UninitializedVerificationTypeInfo uninitialized) {
      int site = text.instructionAt(text.indexOf(uninitialized.newTarget()));
      NewObjectInstruction made = (NewObjectInstruction) text.elements[site];
      return VType.uninitialized(made.className().asSymbol(), site);
    }
    return switch ((SimpleVerificationTypeInfo) info) {
      case INTEGER -> VType.INT;
      case LONG -> VType.LONG;
      case FLOAT -> VType.FLOAT;
      case DOUBLE -> VType.DOUBLE;
      case NULL -> VType.NULL;
      case TOP -> VType.TOP;
      case UNINITIALIZED_THIS -> throw Refused.at(text, label, "a constructor cannot be compiled");
    };
  }

  /** The suspensions in the order of the text. */
  List<Point> points() {
    Point[] points = effects.points.toArray(new Point[0]);
    Arrays.sort(points, new ByIndex());
    return List.of(points);
  }

  private static final class ByIndex implements Comparator<Point> {
    @Override
    public int compare(Point a, Point b) {
      return Integer.compare(a.index, b.index);
    }
  }
}
