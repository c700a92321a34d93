package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.Map;

/**
 * One suspension. The call and the delivery of its outcome stand where the call stood, inside the
 * same try blocks; saving and restoring stand behind the body, outside of any:
 *
 * <pre>
 *   argument -> temp; outcome = frame.method(temp); if it suspends goto save
 *   goto after
 * deliver: if (thrown != null) throw thrown; push sent
 * after: the body goes on
 *   ...
 * save: operands and live locals -> fields; state = n; return
 * resume: fields -> locals and operands; goto deliver
 * </pre>
 */
final class SuspensionWriter {
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final MethodTypeDesc EMIT = MethodTypeDesc.of(ConstantDescs.CD_boolean, OBJECT);
  private static final MethodTypeDesc AWAIT = MethodTypeDesc.of(OBJECT, OBJECT);

  private final FrameText frame;
  private final FrameShape shape;
  private final StackMaps maps;
  private final Point point;
  private final SpillPlan.Spill spill;
  private final int number;
  private final int temp;

  private final Label save;
  private final Label deliver;

  /** Where the entry switch goes for this suspension. */
  final Label resume;

  SuspensionWriter(
      CodeBuilder code, FrameText frame, FrameShape shape, StackMaps maps, int position) {
    this.frame = frame;
    this.shape = shape;
    this.maps = maps;
    point = frame.points.get(position);
    spill = frame.plan.spills[position];
    number = position + 1;
    temp = Slots.SHIFT + frame.text.maxLocals;
    save = code.newLabel();
    deliver = code.newLabel();
    resume = code.newLabel();
  }

  /** Writes what replaces the call. */
  void writeCall(CodeBuilder code) {
    Label after = code.newLabel();
    Label send = code.newLabel();
    switch (point.call.kind) {
      case YIELD -> {
        takeArgument(code);
        code.aload(0)
            .aload(temp)
            .invokevirtual(frame.generated, point.call.frameMethod, EMIT)
            .ifeq(save)
            .aconst_null();
      }
      case AWAIT -> {
        takeArgument(code);
        await(code, AWAIT);
      }
      case HELPER -> {
        FrameText helper = point.call.helper;
        code.invokestatic(helper.generated, "of", HelperFactory.type(helper, shape)).astore(temp);
        await(code, MethodTypeDesc.of(OBJECT, shape.entered));
      }
    }
    code.goto_(after);
    maps.bind(code, deliver, point.locals, spill.live, point.stack);
    code.aload(Slots.THROWN).ifnull(send).aload(Slots.THROWN).athrow();
    maps.bind(code, send, point.locals, spill.live, point.stack);
    code.aload(Slots.SENT);
    maps.bindWithObject(code, after, point.locals, spill.live, point.stack);
    Boxes.unbox(code, point.invoke.typeSymbol().returnType());
    if (frame.text.framedAt(point.index + 1)) {
      code.nop(); // two frames must not meet at one instruction
    }
  }

  private void takeArgument(CodeBuilder code) {
    if (point.invoke.typeSymbol().parameterCount() == 0) {
      code.aconst_null();
    }
    code.astore(temp);
    if (point.call.receiver) {
      code.pop();
    }
  }

  private void await(CodeBuilder code, MethodTypeDesc type) {
    code.aload(0)
        .aload(temp)
        .invokevirtual(frame.generated, point.call.frameMethod, type)
        .astore(temp)
        .aload(temp);
    suspended(code);
    code.if_acmpeq(save).aload(temp);
  }

  private void suspended(CodeBuilder code) {
    code.getstatic(frame.generated, "SUSPENDED", OBJECT);
  }

  /** Writes what happens on the way out and back. */
  void writeSaveAndRestore(CodeBuilder code) {
    boolean yields = point.call.kind == Call.Kind.YIELD;
    maps.bind(code, save, point.locals, spill.live, point.stack, yields);
    int line = frame.text.line(point.index);
    if (line > 0) {
      code.lineNumber(line);
    }
    saveStack(code);
    saveLocals(code);
    code.aload(0)
        .loadConstant(number)
        .putfield(frame.generated, "state", ConstantDescs.CD_int);
    if (yields) {
      code.aload(temp);
    } else {
      suspended(code);
    }
    code.areturn();

    maps.bindBare(code, resume);
    restoreLocals(code);
    restoreStack(code);
    code.goto_(deliver);
  }

  private void saveStack(CodeBuilder code) {
    for (int i = point.stack.length - 1; i >= 0; i--) {
      VType type = point.stack[i];
      if (type.isUninitialized()) {
        continue; // its `new` was moved behind the arguments: it is not there
      }
      String field = spill.stack[i];
      if (field == null) {
        code.pop();
      } else if (type.wide()) {
        code.aload(0).dup_x2().pop().putfield(frame.generated, field, type.type);
      } else {
        code.aload(0).swap().putfield(frame.generated, field, type.type);
      }
    }
  }

  private void saveLocals(CodeBuilder code) {
    for (int slot = 0; slot < spill.locals.length; slot++) {
      String field = spill.locals[slot];
      if (field != null && !frame.plan.stays(slot)) {
        VType type = point.locals[slot];
        code.aload(0)
            .loadLocal(type.typeKind(), slot + Slots.SHIFT)
            .putfield(frame.generated, field, type.type);
      }
    }
    // what an earlier suspension kept and this one does not need must not stay reachable
    for (Map.Entry<String, ClassDesc> field : frame.plan.fields.entrySet()) {
      if (!spill.uses(field.getKey())
          && frame.plan.clearable(field.getKey(), field.getValue())) {
        code.aload(0).aconst_null().putfield(frame.generated, field.getKey(), field.getValue());
      }
    }
  }

  private void restoreLocals(CodeBuilder code) {
    BitSet live = spill.live;
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      VType type = point.locals[slot];
      String field = spill.locals[slot];
      if (field != null) {
        code.aload(0).getfield(frame.generated, field, type.type);
        code.storeLocal(type.typeKind(), slot + Slots.SHIFT);
      } else if (type.kind == VType.Kind.NULL) {
        code.aconst_null().astore(slot + Slots.SHIFT);
      }
    }
  }

  private void restoreStack(CodeBuilder code) {
    for (int i = 0; i < point.stack.length; i++) {
      VType type = point.stack[i];
      String field = spill.stack[i];
      if (field != null) {
        code.aload(0).getfield(frame.generated, field, type.type);
      } else if (type.isHandle()) {
        code.aload(0);
      } else if (type.kind == VType.Kind.NULL) {
        code.aconst_null();
      }
    }
  }
}
