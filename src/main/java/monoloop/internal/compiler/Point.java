package monoloop.internal.compiler;

import java.lang.classfile.instruction.InvokeInstruction;

/** A suspension: a call, and what is pending around it. */
final class Point {
  /** Where the call is. */
  final int index;

  final InvokeInstruction invoke;
  final Call call;

  /** The operand stack below the call's own operands. */
  final VType[] stack;

  /** All locals, dead or alive. */
  final VType[] locals;

  Point(int index, InvokeInstruction invoke, Call call, VType[] stack, VType[] locals) {
    this.index = index;
    this.invoke = invoke;
    this.call = call;
    this.stack = stack;
    this.locals = locals;
  }
}
