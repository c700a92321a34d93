package monoloop.internal.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The locals and the operand stack between two instructions; a stack entry is one value. */
final class FlowState {
  final VType[] locals;
  private final ArrayList<VType> stack;

  private FlowState(VType[] locals, ArrayList<VType> stack) {
    this.locals = locals;
    this.stack = stack;
  }

  /** Creates a state in which no local is usable and nothing is on the stack. */
  static FlowState empty(int maxLocals) {
    VType[] locals = new VType[maxLocals];
    Arrays.fill(locals, VType.TOP);
    return new FlowState(locals, new ArrayList<>());
  }

  FlowState copy() {
    return new FlowState(locals.clone(), new ArrayList<>(stack));
  }

  /** Sets a local, and for a wide value its second half. */
  void set(int slot, VType type) {
    locals[slot] = type;
    if (type.wide()) {
      locals[slot + 1] = VType.TOP;
    }
  }

  void push(VType type) {
    stack.add(type);
  }

  VType pop() {
    return stack.removeLast();
  }

  int depth() {
    return stack.size();
  }

  /** The value at {@code position}, counted from the bottom. */
  VType at(int position) {
    return stack.get(position);
  }

  void put(int position, VType type) {
    stack.set(position, type);
  }

  /** The values from {@code position} to the top. */
  List<VType> from(int position) {
    return stack.subList(position, stack.size());
  }

  VType[] stack() {
    return stack.toArray(new VType[0]);
  }

  /** The constructor of the object made at {@code site} has run. */
  void initialize(int site, VType type) {
    for (int i = 0; i < stack.size(); i++) {
      if (stack.get(i).site == site) {
        stack.set(i, type);
      }
    }
    for (int i = 0; i < locals.length; i++) {
      if (locals[i].site == site) {
        locals[i] = type;
      }
    }
  }
}
