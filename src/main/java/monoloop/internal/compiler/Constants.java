package monoloop.internal.compiler;

import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.constant.ConstantDescs;

/** The types of constants. */
final class Constants {
  private Constants() {}

  /** What a constant other than null pushes. */
  static VType typeOf(ConstantInstruction constant) {
    return switch (constant.typeKind()) {
      case LONG -> VType.LONG;
      case FLOAT -> VType.FLOAT;
      case DOUBLE -> VType.DOUBLE;
      case REFERENCE ->
          ofEntry(((ConstantInstruction.LoadConstantInstruction) constant).constantEntry());
      default -> VType.INT;
    };
  }

  private static VType ofEntry(LoadableConstantEntry entry) {
    if (entry instanceof StringEntry) {
      return VType.reference(ConstantDescs.CD_String);
    }
    if (entry instanceof ClassEntry) {
      return VType.reference(ConstantDescs.CD_Class);
    }
    if (entry instanceof ConstantDynamicEntry dynamic) {
      return VType.of(dynamic.typeSymbol());
    }
    if (entry instanceof MethodTypeEntry) {
      return VType.reference(ConstantDescs.CD_MethodType);
    }
    if (entry instanceof MethodHandleEntry) {
      return VType.reference(ConstantDescs.CD_MethodHandle);
    }
    throw new IllegalStateException(entry.toString());
  }
}
