package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.Objects;

/**
 * One suspension. The call and the delivery of its outcome stand where the call stood, inside the
 * same try blocks; saving and restoring stand behind the body, outside of any:
 *
 * <pre>
 *   argument -> sent; outcome = frame.method(sent); if it suspends goto save
 *   outcome -> sent; goto go on
 * deliver: if (thrown != null) throw thrown
 * go on: push sent
 *   ...
 * save: operands and live locals -> fields; state = n; return
 * resume: fields -> locals and operands; goto deliver
 * </pre>
 *
 * <p>What the call gives is always read from {@code sent}, so that the message of a
 * NullPointerException can name it.
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
    save = code.newLabel();
    deliver = code.newLabel();
    resume = code.newLabel();
  }

  /** Writes what replaces the call. */
  void writeCall(CodeBuilder code) {
    switch (point.call.kind) {
      case YIELD -> {
        takeArgument(code);
        code.aload(0)
            .aload(Slots.SENT)
            .invokevirtual(frame.generated, point.call.frameMethod, EMIT)
            .ifeq(save)
            .aconst_null()
            .astore(Slots.SENT);
      }
      case AWAIT -> {
        takeArgument(code);
        await(code, AWAIT);
      }
      case HELPER -> {
        Helper helper = Objects.requireNonNull(point.call.helper);
        code.invokestatic(helper.generated, "of", helper.factory).aload(0).swap();
        enter(code, MethodTypeDesc.of(OBJECT, shape.entered));
      }
    }
    Label goOn = code.newLabel();
    code.goto_(goOn);
    maps.bind(code, deliver, point.locals, spill.live, point.stack);
    code.aload(Slots.THROWN).ifnull(goOn).aload(Slots.THROWN).athrow();
    maps.bind(code, goOn, point.locals, spill.live, point.stack);
    code.aload(Slots.SENT);
    Boxes.unbox(code, point.invoke.typeSymbol().returnType());
  }

  private void takeArgument(CodeBuilder code) {
    if (point.invoke.typeSymbol().parameterCount() == 0) {
      code.aconst_null();
    }
    code.astore(Slots.SENT);
    if (point.call.receiver) {
      code.pop();
    }
  }

  private void await(CodeBuilder code, MethodTypeDesc type) {
    code.aload(0).aload(Slots.SENT);
    enter(code, type);
  }

  private void enter(CodeBuilder code, MethodTypeDesc type) {
    code.invokevirtual(frame.generated, point.call.frameMethod, type)
        .astore(Slots.SENT)
        .aload(Slots.SENT);
    suspended(code);
    code.if_acmpeq(save);
  }

  private void suspended(CodeBuilder code) {
    code.getstatic(frame.generated, "SUSPENDED", OBJECT);
  }

  /** Writes what happens on the way out and back. */
  void writeSaveAndRestore(CodeBuilder code) {
    maps.bind(code, save, point.locals, spill.live, point.stack);
    int line = frame.text.line(point.index);
    if (line > 0) {
      code.lineNumber(line);
    }
    saveStack(code);
    saveLocals(code);
    code.aload(0)
        .loadConstant(number)
        .putfield(frame.generated, "state", ConstantDescs.CD_int);
    code.aload(Slots.SENT).areturn(); // what is yielded, or SUSPENDED

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
    for (String field : frame.plan.stale(spill)) {
      code.aload(0)
          .aconst_null()
          .putfield(frame.generated, field, frame.plan.fields.get(field));
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
