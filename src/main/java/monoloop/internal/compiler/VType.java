package monoloop.internal.compiler;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** What the verifier knows of a value, and whether it is the body's handle. */
final class VType {
  /** What kind of value it is. */
  enum Kind {
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    /** A reference of a known class. */
    REFERENCE,
    /** The constant null. */
    NULL,
    /** An object whose constructor has not run. */
    UNINITIALIZED,
    /** The body's handle: in generated code the frame itself. */
    HANDLE,
    /** Nothing usable. */
    TOP
  }

  static final VType INT = new VType(Kind.INT, ConstantDescs.CD_int, -1);
  static final VType LONG = new VType(Kind.LONG, ConstantDescs.CD_long, -1);
  static final VType FLOAT = new VType(Kind.FLOAT, ConstantDescs.CD_float, -1);
  static final VType DOUBLE = new VType(Kind.DOUBLE, ConstantDescs.CD_double, -1);
  static final VType NULL = new VType(Kind.NULL, ConstantDescs.CD_Object, -1);
  static final VType TOP = new VType(Kind.TOP, ConstantDescs.CD_void, -1);
  static final VType HANDLE = new VType(Kind.HANDLE, ConstantDescs.CD_Object, -1);

  final Kind kind;
  final ClassDesc type;

  /** Of an uninitialized object: the index of its {@code new}. */
  final int site;

  private VType(Kind kind, ClassDesc type, int site) {
    this.kind = kind;
    this.type = type;
    this.site = site;
  }

  static VType reference(ClassDesc type) {
    return new VType(Kind.REFERENCE, type, -1);
  }

  static VType uninitialized(ClassDesc type, int site) {
    return new VType(Kind.UNINITIALIZED, type, site);
  }

  /** The type of a value of a declared type, as the operand stack holds it. */
  static VType of(ClassDesc declared) {
    return switch (declared.descriptorString().charAt(0)) {
      case 'I', 'Z', 'B', 'S', 'C' -> INT;
      case 'J' -> LONG;
      case 'F' -> FLOAT;
      case 'D' -> DOUBLE;
      default -> reference(declared);
    };
  }

  /** Whether it takes two slots. */
  boolean wide() {
    return kind == Kind.LONG || kind == Kind.DOUBLE;
  }

  boolean isHandle() {
    return kind == Kind.HANDLE;
  }

  boolean isUninitialized() {
    return kind == Kind.UNINITIALIZED;
  }

  /** Whether a suspension must keep it in a field: all others can be made anew. */
  boolean needsField() {
    return switch (kind) {
      case INT, LONG, FLOAT, DOUBLE, REFERENCE -> true;
      default -> false;
    };
  }

  /** How to load and store it. */
  TypeKind typeKind() {
    return switch (kind) {
      case INT -> TypeKind.INT;
      case LONG -> TypeKind.LONG;
      case FLOAT -> TypeKind.FLOAT;
      case DOUBLE -> TypeKind.DOUBLE;
      default -> TypeKind.REFERENCE;
    };
  }

  @Override
  public String toString() {
    return kind == Kind.REFERENCE ? type.displayName() : kind.name();
  }
}
