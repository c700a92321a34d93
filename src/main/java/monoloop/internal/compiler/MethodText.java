package monoloop.internal.compiler;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code of one method as an array of elements; positions in it are called indexes. */
final class MethodText {
  /** One row of the exception table. */
  static final class Handler {
    final ExceptionCatch row;
    final int from;
    final int to;
    final int target;

    private Handler(ExceptionCatch row, int from, int to, int target) {
      this.row = row;
      this.from = from;
      this.to = to;
      this.target = target;
    }

    boolean covers(int index) {
      return from <= index && index < to;
    }
  }

  final ClassText owner;
  final String name;
  final MethodTypeDesc type;
  final boolean isStatic;
  final CodeElement[] elements;
  final Handler[] handlers;
  final int maxLocals;
  final int codeLength;

  private final Map<Label, Integer> labels = new IdentityHashMap<>();
  private final @Nullable StackMapFrameInfo[] frames;
  private final int[] lines;

  /**
   * Reads a method.
   *
   * @throws Refused if it is one that cannot be compiled, whatever it contains
   */
  MethodText(ClassText owner, MethodModel method) {
    this.owner = owner;
    name = method.methodName().stringValue();
    type = method.methodTypeSymbol();
    isStatic = method.flags().has(AccessFlag.STATIC);
    var attribute = method.findAttribute(Attributes.code());
    if (attribute.isEmpty()) {
      throw Refused.because("the method has no code");
    }
    CodeAttribute code = attribute.get();
    maxLocals = code.maxLocals();
    codeLength = code.codeLength();
    // read before the elements: so every label that a frame names becomes an element
    var map = code.findAttribute(Attributes.stackMapTable());
    List<StackMapFrameInfo> entries = map.isPresent() ? map.get().entries() : List.of();
    List<CodeElement> list = code.elementList();
    elements = list.toArray(new CodeElement[0]);
    lines = new int[elements.length];
    int line = 0;
    for (int i = 0; i < elements.length; i++) {
      CodeElement e = elements[i];
      if (e instanceof LabelTarget target) {
        labels.put(target.label(), i);
      } else if (e instanceof LineNumber number) {
        line = number.line();
      }
      lines[i] = line;
    }
    if (owner.majorVersion() < 50) {
      throw Refused.at(this, instructionAt(0), "the class file is older than Java 6");
    }
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      throw Refused.at(this, instructionAt(0), "the method is synchronized");
    }
    frames = new StackMapFrameInfo[elements.length];
    for (StackMapFrameInfo frame : entries) {
      frames[indexOf(frame.target())] = frame;
    }
    List<ExceptionCatch> rows = code.exceptionHandlers();
    handlers = new Handler[rows.size()];
    for (int i = 0; i < handlers.length; i++) {
      ExceptionCatch row = rows.get(i);
      handlers[i] =
          new Handler(
              row, indexOf(row.tryStart()), indexOf(row.tryEnd()), indexOf(row.handler()));
    }
  }

  String displayName() {
    return owner.simpleName().concat(".").concat(name);
  }

  int indexOf(Label label) {
    Integer i = labels.get(label);
    if (i == null) {
      throw new IllegalStateException("label outside of " + displayName());
    }
    return i;
  }

  /** The declared frame of a label; null if the label joins nothing. */
  @Nullable StackMapFrameInfo frame(int index) {
    return frames[index];
  }

  /** The source line of an element; 0 if unknown. */
  int line(int index) {
    return lines[index];
  }

  /** The first instruction at or after {@code index}. */
  int instructionAt(int index) {
    int i = index;
    while (!(elements[i] instanceof Instruction)) {
      i++;
    }
    return i;
  }

  /** Whether control that passes {@code index} meets a declared frame before any instruction. */
  boolean framedAt(int index) {
    for (int i = index; i < elements.length && !(elements[i] instanceof Instruction); i++) {
      if (frames[i] != null) {
        return true;
      }
    }
    return false;
  }
}
