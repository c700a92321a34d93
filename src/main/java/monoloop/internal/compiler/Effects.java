package monoloop.internal.compiler;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each instruction does to a state, and what it reveals about the method. */
final class Effects {
  private static final String VALUE = "the handle escapes: it is used as a value";

  private final DataFlow flow;
  private final MethodText text;
  private final Call.Policy policy;
  private final Monitors monitors;

  final List<Point> points = new ArrayList<>();

  /** Loads and stores of locals that hold the handle. */
  final BitSet handleMoves = new BitSet();

  /** Slots that are assigned after the start. */
  final BitSet assigned = new BitSet();

  /** From a constructor call to the {@code new} of its object. */
  final Map<Integer, Integer> sites = new HashMap<>();

  /** The {@code new}s whose object waits on the stack while the body is suspended. */
  final BitSet pending = new BitSet();

  /** The {@code new}s whose object is moved around before its constructor has run. */
  private final BitSet moved = new BitSet();

  private int index;
  private FlowState state = FlowState.empty(0);

  Effects(DataFlow flow, Call.Policy policy) {
    this.flow = flow;
    this.policy = policy;
    text = flow.text;
    monitors = new Monitors(text);
  }

  /** Checks what only the whole method tells. */
  void finish() {
    for (int site = pending.nextSetBit(0); site >= 0; site = pending.nextSetBit(site + 1)) {
      checkMovable(site);
    }
  }

  /**
   * Checks that a {@code new} can be moved behind the arguments of its constructor.
   *
   * @throws Refused if not
   */
  void checkMovable(int site) {
    if (moved.get(site)) {
      throw Refused.at(text, site, "an object under construction is moved around a suspension");
    }
  }

  /** Whether the object made at a {@code new} is used after its construction. */
  boolean dupFollows(int site) {
    return text.elements[text.instructionAt(site + 1)] instanceof StackInstruction next
        && next.opcode() == Opcode.DUP;
  }

  private Refused refused(String reason) {
    return Refused.at(text, index, reason);
  }

  /** Applies one instruction; false if control does not go on behind it. */
  boolean apply(int at, Instruction instruction, FlowState s) {
    index = at;
    state = s;
    switch (instruction.opcode().kind()) {
      case LOAD -> load((LoadInstruction) instruction);
      case STORE -> store((StoreInstruction) instruction);
      case INCREMENT -> assigned.set(((IncrementInstruction) instruction).slot());
      case CONSTANT -> push(constant((ConstantInstruction) instruction));
      case ARRAY_LOAD -> arrayLoad((ArrayLoadInstruction) instruction);
      case ARRAY_STORE -> pop(3, "the handle escapes to an array");
      case BRANCH -> {
        return branch((BranchInstruction) instruction);
      }
      case TABLE_SWITCH -> {
        TableSwitchInstruction table = (TableSwitchInstruction) instruction;
        pop();
        flow.jump(at, table.defaultTarget(), s);
        jumpToAll(table.cases());
        return false;
      }
      case LOOKUP_SWITCH -> {
        LookupSwitchInstruction lookup = (LookupSwitchInstruction) instruction;
        pop();
        flow.jump(at, lookup.defaultTarget(), s);
        jumpToAll(lookup.cases());
        return false;
      }
      case RETURN -> {
        if (((ReturnInstruction) instruction).typeKind() != TypeKind.VOID) {
          pop(1, "the handle escapes to the caller");
        }
        return false;
      }
      case THROW_EXCEPTION -> {
        pop();
        return false;
      }
      case CONVERT -> {
        pop();
        push(VType.of(((ConvertInstruction) instruction).toType().upperBound()));
      }
      case FIELD_ACCESS -> field((FieldInstruction) instruction);
      case INVOKE -> invoke((InvokeInstruction) instruction);
      case INVOKE_DYNAMIC -> invokeDynamic((InvokeDynamicInstruction) instruction);
      case NEW_OBJECT ->
          push(
              VType.uninitialized(
                  ((NewObjectInstruction) instruction).className().asSymbol(), at));
      case NEW_PRIMITIVE_ARRAY -> {
        pop();
        push(
            VType.reference(
                ((NewPrimitiveArrayInstruction) instruction).typeKind().upperBound().arrayType()));
      }
      case NEW_REF_ARRAY -> {
        NewReferenceArrayInstruction array = (NewReferenceArrayInstruction) instruction;
        pop();
        push(VType.reference(array.componentType().asSymbol().arrayType()));
      }
      case NEW_MULTI_ARRAY -> {
        NewMultiArrayInstruction array = (NewMultiArrayInstruction) instruction;
        pop(array.dimensions(), VALUE);
        push(VType.reference(array.arrayType().asSymbol()));
      }
      case TYPE_CHECK -> typeCheck((TypeCheckInstruction) instruction);
      case MONITOR -> pop(1, "the handle escapes to a synchronized block");
      case NOP -> {}
      case OPERATOR -> operator((OperatorInstruction) instruction);
      case STACK -> stack((StackInstruction) instruction);
      default -> throw refused("instruction " + instruction.opcode() + " is not supported");
    }
    return true;
  }

  private void push(VType type) {
    state.push(type);
  }

  private VType pop() {
    return pop(VALUE);
  }

  private VType pop(String reason) {
    VType type = state.pop();
    if (type.isHandle()) {
      throw refused(reason);
    }
    return type;
  }

  private void pop(int count, String reason) {
    for (int i = 0; i < count; i++) {
      pop(reason);
    }
  }

  private void load(LoadInstruction load) {
    VType type = state.locals[load.slot()];
    if (type.isHandle()) {
      handleMoves.set(index);
    } else if (type.isUninitialized()) {
      moved.set(type.site);
    }
    push(type);
  }

  private void store(StoreInstruction store) {
    VType type = state.pop();
    int slot = store.slot();
    assigned.set(slot);
    if (type.isHandle()) {
      handleMoves.set(index);
    } else if (type.isUninitialized()) {
      moved.set(type.site);
    }
    if (type.isHandle() || state.locals[slot].isHandle()) {
      flow.handleMoved();
    }
    state.set(slot, type);
  }

  private VType constant(ConstantInstruction constant) {
    return constant.opcode() == Opcode.ACONST_NULL
        ? VType.NULL
        : Constants.typeOf(constant);
  }

  private void arrayLoad(ArrayLoadInstruction load) {
    pop();
    VType array = pop();
    if (load.opcode() != Opcode.AALOAD) {
      push(VType.of(load.typeKind().upperBound()));
    } else if (array.kind == VType.Kind.NULL) {
      push(VType.NULL);
    } else {
      push(VType.reference(array.type.componentType()));
    }
  }

  private boolean branch(BranchInstruction branch) {
    boolean falls = true;
    switch (branch.opcode()) {
      case GOTO, GOTO_W -> falls = false;
      case IFEQ, IFNE, IFLT, IFLE, IFGT, IFGE -> pop();
      case IFNULL, IFNONNULL -> pop("the handle escapes to a comparison");
      default -> pop(2, "the handle escapes to a comparison");
    }
    flow.jump(index, branch.target(), state);
    return falls;
  }

  private void jumpToAll(List<SwitchCase> cases) {
    for (SwitchCase c : cases) {
      flow.jump(index, c.target(), state);
    }
  }

  private void field(FieldInstruction field) {
    switch (field.opcode()) {
      case PUTSTATIC -> pop("the handle escapes to a field");
      case PUTFIELD -> {
        pop("the handle escapes to a field");
        pop();
      }
      case GETFIELD -> {
        pop();
        push(VType.of(field.typeSymbol()));
      }
      default -> push(VType.of(field.typeSymbol()));
    }
  }

  private void invoke(InvokeInstruction invoke) {
    String name = invoke.name().stringValue();
    MethodTypeDesc type = invoke.typeSymbol();
    Call call;
    try {
      call = policy.classify(invoke, state);
    } catch (Refused e) {
      throw e.at(text, index);
    }
    if (call != null) {
      for (int i = type.parameterCount() + (call.receiver ? 1 : 0); i > 0; i--) {
        state.pop();
      }
      suspend(invoke, call);
    } else {
      ClassDesc owner = invoke.owner().asSymbol();
      for (int i = type.parameterCount(); i > 0; i--) {
        if (state.pop().isHandle()) {
          throw refused(
              "the handle escapes to "
                  .concat(owner.displayName())
                  .concat(".")
                  .concat(name));
        }
      }
      if (invoke.opcode() != Opcode.INVOKESTATIC) {
        receiver(invoke, name, state.pop());
      }
    }
    if (!type.returnType().equals(ConstantDescs.CD_void)) {
      push(VType.of(type.returnType()));
    }
  }

  private void receiver(InvokeInstruction invoke, String name, VType type) {
    if (type.isHandle() && !policy.mayInvoke(invoke)) {
      throw refused("the handle is used for ".concat(name).concat("()"));
    }
    if (name.equals("<init>")) {
      if (!type.isUninitialized()) {
        throw refused("a constructor cannot be compiled");
      }
      sites.put(index, type.site);
      state.initialize(type.site, VType.reference(type.type));
    }
  }

  private void suspend(InvokeInstruction invoke, Call call) {
    if (monitors.held(index)) {
      throw refused("a suspension lies inside a synchronized block");
    }
    VType[] stack = state.stack();
    for (VType type : stack) {
      if (type.isUninitialized()) {
        pending.set(type.site);
      }
    }
    for (VType type : state.locals) {
      if (type.isUninitialized()) {
        pending.set(type.site);
      }
    }
    points.add(new Point(index, invoke, call, stack, state.locals.clone()));
  }

  private void invokeDynamic(InvokeDynamicInstruction invoke) {
    MethodTypeDesc type = invoke.typeSymbol();
    boolean text =
        invoke
            .bootstrapMethod()
            .owner()
            .descriptorString()
            .equals("Ljava/lang/invoke/StringConcatFactory;");
    pop(
        type.parameterCount(),
        text ? "the handle escapes to a string" : "the handle escapes to a lambda");
    push(VType.of(type.returnType()));
  }

  private void typeCheck(TypeCheckInstruction check) {
    pop("the handle escapes to a cast");
    push(
        check.opcode() == Opcode.CHECKCAST
            ? VType.reference(check.type().asSymbol())
            : VType.INT);
  }

  private void operator(OperatorInstruction operator) {
    switch (operator.opcode()) {
      case ARRAYLENGTH -> {
        pop();
        push(VType.INT);
      }
      case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
        pop();
        pop();
        push(VType.INT);
      }
      case INEG, LNEG, FNEG, DNEG -> push(pop());
      default -> {
        pop(); // of a shift the lower operand is the value
        push(pop());
      }
    }
  }

  private void stack(StackInstruction instruction) {
    Opcode opcode = instruction.opcode();
    int touched = Math.min(state.depth(), StackShuffle.touched(opcode));
    for (VType type : state.from(state.depth() - touched)) {
      if (type.isUninitialized()
          && !(opcode == Opcode.DUP && text.instructionAt(type.site + 1) == index)) {
        moved.set(type.site);
      }
    }
    StackShuffle.apply(opcode, state);
  }
}
