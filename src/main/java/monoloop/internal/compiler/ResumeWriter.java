package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Writes {@code resume(sent, thrown)}: the body's code, entered where it was left. */
final class ResumeWriter implements Consumer<CodeBuilder> {
  private final FrameText frame;
  private final FrameShape shape;
  private final MethodText text;
  private final MemberWriter members;

  /** The slots of {@code resume} that the code touches: only those may have a name. */
  private final BitSet touched = new BitSet();

  /** The dup instructions behind {@code new}s that are moved. */
  private final BitSet dropped = new BitSet();

  ResumeWriter(FrameText frame, FrameShape shape, Nest nest) {
    this.frame = frame;
    this.shape = shape;
    text = frame.text;
    members = new MemberWriter(frame, nest);
    BitSet pending = frame.flow.effects.pending;
    for (int site = pending.nextSetBit(0); site >= 0; site = pending.nextSetBit(site + 1)) {
      if (frame.flow.effects.dupFollows(site)) {
        dropped.set(text.instructionAt(site + 1));
      }
    }
  }

  @Override
  public void accept(CodeBuilder code) {
    StackMaps maps = new StackMaps(text, frame.generated, frame.flow.effects.pending);
    SuspensionWriter[] suspensions = new SuspensionWriter[frame.points.size()];
    for (int i = 0; i < suspensions.length; i++) {
      suspensions[i] = new SuspensionWriter(code, frame, shape, maps, i);
    }
    writeExceptionTable(code);
    Label start = code.newLabel();
    Label ended = code.newLabel();
    writeEntry(code, maps, suspensions, start, ended);
    writeBody(code, maps, suspensions);
    for (SuspensionWriter suspension : suspensions) {
      suspension.writeSaveAndRestore(code);
    }
    maps.bindBare(code, ended);
    ClassDesc error = ClassDesc.of("java.lang.IllegalStateException");
    code.new_(error)
        .dup()
        .ldc("this body has ended")
        .invokespecial(
            error,
            "<init>",
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
        .athrow();
    writeNames(code);
    maps.write(code);
  }

  private void writeExceptionTable(CodeBuilder code) {
    for (MethodText.Handler handler : text.handlers) {
      if (frame.flow.reaches(handler)) {
        code.exceptionCatch(
            handler.row.tryStart(),
            handler.row.tryEnd(),
            handler.row.handler(),
            handler.row.catchType());
      }
    }
  }

  private void writeEntry(
      CodeBuilder code,
      StackMaps maps,
      SuspensionWriter[] suspensions,
      Label start,
      Label ended) {
    List<SwitchCase> cases = new ArrayList<>(suspensions.length + 1);
    cases.add(SwitchCase.of(0, start));
    for (int i = 0; i < suspensions.length; i++) {
      cases.add(SwitchCase.of(i + 1, suspensions[i].resume));
    }
    for (CodeElement e : text.elements) {
      if (e instanceof LineNumber) {
        code.with(e);
        break;
      }
    }
    code.aload(0)
        .getfield(frame.generated, "state", ConstantDescs.CD_int)
        .tableswitch(0, suspensions.length, ended, cases);
    maps.bindBare(code, start);
    Label begin = code.newLabel();
    code.aload(Slots.THROWN).ifnull(begin).aload(Slots.THROWN).athrow();
    maps.bindBare(code, begin);
    for (int i = 0; i < frame.parameters.length; i++) {
      VType type = frame.parameters[i];
      int slot = frame.parameterSlots[i];
      code.aload(0)
          .getfield(frame.generated, frame.plan.parameter(slot), type.type)
          .storeLocal(type.typeKind(), slot + Slots.SHIFT);
      touched.set(slot + Slots.SHIFT);
    }
    if (frame.parameters.length == 0 && text.framedAt(0)) {
      code.nop(); // two frames must not meet at one instruction
    }
  }

  private void writeBody(CodeBuilder code, StackMaps maps, SuspensionWriter[] suspensions) {
    int next = 0;
    for (int i = 0; i < text.elements.length; i++) {
      CodeElement e = text.elements[i];
      if (e instanceof LabelTarget target) {
        if (frame.flow.reachesJoin(i)) {
          FlowState state = frame.flow.join(i);
          maps.bind(
              code, target.label(), state.locals, frame.liveness.before(i), state.stack());
        } else {
          code.labelBinding(target.label());
        }
      } else if (e instanceof LineNumber) {
        code.with(e);
      } else if (e instanceof Instruction instruction && frame.flow.reached.get(i)) {
        if (next < suspensions.length && frame.points.get(next).index == i) {
          suspensions[next++].writeCall(code);
        } else {
          write(code, instruction, i);
        }
      }
    }
  }

  private void write(CodeBuilder code, Instruction instruction, int index) {
    boolean handle = frame.flow.effects.handleMoves.get(index);
    switch (instruction.opcode().kind()) {
      case LOAD -> {
        LoadInstruction load = (LoadInstruction) instruction;
        if (handle) {
          code.aload(0);
        } else {
          code.loadLocal(load.typeKind(), touch(load.slot()));
        }
      }
      case STORE -> {
        StoreInstruction store = (StoreInstruction) instruction;
        if (handle) {
          code.pop();
        } else {
          code.storeLocal(store.typeKind(), touch(store.slot()));
        }
      }
      case INCREMENT -> {
        IncrementInstruction increment = (IncrementInstruction) instruction;
        code.iinc(touch(increment.slot()), increment.constant());
      }
      case NEW_OBJECT -> {
        if (frame.flow.effects.pending.get(index)) {
          code.nop();
        } else {
          code.with(instruction);
        }
      }
      case STACK -> {
        if (!dropped.get(index)) {
          code.with(instruction);
        }
      }
      case RETURN -> {
        Boxes.box(code, text.type.returnType());
        code.aload(0)
            .iconst_m1()
            .putfield(frame.generated, "state", ConstantDescs.CD_int)
            .areturn();
      }
      case CONSTANT -> members.constant(code, (ConstantInstruction) instruction);
      case FIELD_ACCESS -> members.field(code, (FieldInstruction) instruction);
      case INVOKE -> members.invoke(code, (InvokeInstruction) instruction, index);
      case INVOKE_DYNAMIC -> members.invokeDynamic(code, (InvokeDynamicInstruction) instruction);
      default -> code.with(instruction);
    }
  }

  private int touch(int slot) {
    touched.set(slot + Slots.SHIFT);
    return slot + Slots.SHIFT;
  }

  /** The names of local variables; the handle's is a name for the frame itself. */
  private void writeNames(CodeBuilder code) {
    code.localVariable(
        Slots.SENT, "sent", ConstantDescs.CD_Object, code.startLabel(), code.endLabel());
    for (CodeElement e : text.elements) {
      if (e instanceof LocalVariable variable) {
        int slot = variable.slot() == frame.handleSlot ? 0 : variable.slot() + Slots.SHIFT;
        if (slot == 0 || touched.get(slot)) {
          code.localVariable(
              slot,
              variable.name().stringValue(),
              variable.typeSymbol(),
              variable.startScope(),
              variable.endScope());
        }
      }
    }
  }
}
