package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Conversions between a declared type and Object. */
final class Boxes {
  private Boxes() {}

  /** Turns a value of the declared type on the stack into an object; nothing into null. */
  static void box(CodeBuilder code, ClassDesc declared) {
    if (declared.equals(ConstantDescs.CD_void)) {
      code.aconst_null();
    } else if (declared.isPrimitive()) {
      ClassDesc box = boxOf(declared);
      code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, declared));
    }
  }

  /** Turns an object on the stack into a value of the declared type. */
  static void unbox(CodeBuilder code, ClassDesc declared) {
    if (declared.equals(ConstantDescs.CD_void)) {
      code.pop();
    } else if (declared.isPrimitive()) {
      ClassDesc box = boxOf(declared);
      code.checkcast(box)
          .invokevirtual(
              box, declared.displayName().concat("Value"), MethodTypeDesc.of(declared));
    } else if (!declared.equals(ConstantDescs.CD_Object)) {
      code.checkcast(declared);
    }
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return switch (primitive.descriptorString().charAt(0)) {
      case 'Z' -> ConstantDescs.CD_Boolean;
      case 'B' -> ConstantDescs.CD_Byte;
      case 'C' -> ConstantDescs.CD_Character;
      case 'S' -> ConstantDescs.CD_Short;
      case 'I' -> ConstantDescs.CD_Integer;
      case 'J' -> ConstantDescs.CD_Long;
      case 'F' -> ConstantDescs.CD_Float;
      default -> ConstantDescs.CD_Double;
    };
  }
}
