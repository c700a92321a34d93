package monoloop.internal.compiler;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;

/**
 * Where a method holds monitors. Compilers guard every synchronized block with a handler that
 * begins by leaving the monitor, so the ranges of such handlers are the blocks.
 */
final class Monitors {
  private final MethodText text;
  private final boolean any;
  private final boolean[] guards;
  private boolean guarded;

  Monitors(MethodText text) {
    this.text = text;
    boolean found = false;
    for (Object element : text.elements) {
      found |= element instanceof MonitorInstruction;
    }
    any = found;
    guards = new boolean[text.handlers.length];
    for (int h = 0; any && h < guards.length; h++) {
      guards[h] = beginsByLeaving(text.handlers[h].target);
      guarded |= guards[h];
    }
  }

  private boolean beginsByLeaving(int target) {
    int instructions = 0;
    for (int i = target; i < text.elements.length && instructions < 4; i++) {
      if (text.elements[i] instanceof Instruction instruction) {
        instructions++;
        if (instruction.opcode() == Opcode.MONITOREXIT) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a monitor may be held at an instruction; true in doubt. */
  boolean held(int index) {
    if (!any) {
      return false;
    }
    if (!guarded) {
      return true;
    }
    for (int h = 0; h < guards.length; h++) {
      if (guards[h] && text.handlers[h].covers(index)) {
        return true;
      }
    }
    return false;
  }
}
