package monoloop.internal.compiler;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;

/** Keeps bodies off methods that the JIT compiler would leave to the interpreter. */
final class HugeMethods {
  /** The bytes of code above which HotSpot does not compile a method (HugeMethodLimit). */
  static final int LIMIT = 8000;

  private HugeMethods() {}

  /**
   * Checks the code made from a method.
   *
   * @throws Refused if it is too long and the method was not
   */
  static void check(MethodText text, byte[] file) {
    if (file.length <= LIMIT || text.codeLength > LIMIT) {
      return;
    }
    for (MethodModel m : ClassFile.of().parse(file).methods()) {
      int length = m.findAttribute(Attributes.code()).orElseThrow().codeLength();
      if (length > LIMIT) {
        throw Refused.at(
            text,
            text.instructionAt(0),
            "the state machine has "
                .concat(Integer.toString(length))
                .concat(" bytes of code, and more than 8000 are never compiled by the JIT:")
                .concat(" split the body"));
      }
    }
  }
}
