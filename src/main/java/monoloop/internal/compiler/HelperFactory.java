package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

/** Writes {@code of}: from the operands of a call to a frame that waits to be entered. */
final class HelperFactory implements Consumer<CodeBuilder> {
  private final FrameText helper;

  HelperFactory(FrameText helper) {
    this.helper = helper;
  }

  @Override
  public void accept(CodeBuilder code) {
    code.new_(helper.generated).dup();
    for (int i = 0; i < helper.parameters.length; i++) {
      code.loadLocal(helper.parameters[i].typeKind(), helper.parameterSlots[i]);
    }
    code.invokespecial(helper.generated, "<init>", constructor(helper)).areturn();
  }

  /** The type of a frame's constructor. */
  static MethodTypeDesc constructor(FrameText frame) {
    return MethodTypeDesc.of(ConstantDescs.CD_void, frame.declared);
  }
}
