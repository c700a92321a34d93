package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The stack map table of {@code resume}. It follows from the body's own, so it need not be computed
 * from the class hierarchy; a local that is dead is left out, because a resumption does not restore
 * it.
 */
final class StackMaps {
  private static final BitSet NONE = new BitSet();
  private static final VType[] EMPTY = new VType[0];

  private final MethodText text;
  private final ClassDesc generated;
  private final BitSet pending;
  private final List<StackMapFrameInfo> frames = new ArrayList<>();
  private final List<VerificationTypeInfo> first;

  /**
   * Creates an empty table.
   *
   * @param pending the {@code new}s that are moved behind their arguments
   */
  StackMaps(MethodText text, ClassDesc generated, BitSet pending) {
    this.text = text;
    this.generated = generated;
    this.pending = pending;
    first =
        List.of(
            ObjectVerificationTypeInfo.of(generated),
            ObjectVerificationTypeInfo.of(ConstantDescs.CD_Object),
            ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable));
  }

  /** Binds a label at which nothing but the parameters of {@code resume} is there. */
  void bindBare(CodeBuilder code, Label label) {
    bind(code, label, EMPTY, NONE, EMPTY);
  }

  /** Binds a label at which the live locals and {@code stack} are there. */
  void bind(CodeBuilder code, Label label, VType[] locals, BitSet live, VType[] stack) {
    code.labelBinding(label);
    frames.add(StackMapFrameInfo.of(label, locals(locals, live), operands(stack)));
  }

  /** Completes the method. */
  void write(CodeBuilder code) {
    if (!frames.isEmpty()) {
      code.with(StackMapTableAttribute.of(frames));
    }
  }

  private List<VerificationTypeInfo> locals(VType[] locals, BitSet live) {
    List<VerificationTypeInfo> infos = new ArrayList<>(first);
    int last = live.length();
    while (last > 0 && locals[last - 1].isHandle()) {
      last--; // its slot may be one that nothing else makes exist
    }
    for (int slot = 0; slot < last; slot++) {
      VType type = locals[slot];
      if (!live.get(slot) || type.isHandle()) {
        infos.add(SimpleVerificationTypeInfo.TOP);
      } else {
        infos.add(info(type));
        if (type.wide()) {
          slot++;
        }
      }
    }
    return infos;
  }

  private List<VerificationTypeInfo> operands(VType[] stack) {
    List<VerificationTypeInfo> infos = new ArrayList<>(stack.length + 1);
    for (VType type : stack) {
      if (!type.isUninitialized() || !pending.get(type.site)) {
        infos.add(info(type));
      }
    }
    return infos;
  }

  private VerificationTypeInfo info(VType type) {
    return switch (type.kind) {
      case INT -> SimpleVerificationTypeInfo.INTEGER;
      case LONG -> SimpleVerificationTypeInfo.LONG;
      case FLOAT -> SimpleVerificationTypeInfo.FLOAT;
      case DOUBLE -> SimpleVerificationTypeInfo.DOUBLE;
      case NULL -> SimpleVerificationTypeInfo.NULL;
      case TOP -> SimpleVerificationTypeInfo.TOP;
      case HANDLE -> ObjectVerificationTypeInfo.of(generated);
      case REFERENCE -> ObjectVerificationTypeInfo.of(type.type);
      case UNINITIALIZED -> UninitializedVerificationTypeInfo.of(labelOf(type.site));
    };
  }

  private Label labelOf(int site) {
    for (int i = site - 1; i >= 0 && !(text.elements[i] instanceof Instruction); i--) {
      if (text.elements[i] instanceof LabelTarget target) {
        return target.label();
      }
    }
    throw new IllegalStateException("no label at new");
  }
}
