package monoloop.internal.compiler;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The basic blocks of a method: straight runs of elements under the same handlers. Blocks are
 * numbered in the order of the text.
 */
final class FlowGraph {
  final MethodText text;

  /** The first element of each block, and behind the last block the end of the text. */
  final int[] starts;

  /** Per block: where control goes from its end. */
  final int[][] successors;

  /** Per block: where control goes when an instruction of it throws. */
  final int[][] handlers;

  FlowGraph(DataFlow flow) {
    text = flow.text;
    BitSet leaders = leaders();
    starts = new int[leaders.cardinality() + 1];
    int n = 0;
    for (int i = leaders.nextSetBit(0); i >= 0; i = leaders.nextSetBit(i + 1)) {
      starts[n++] = i;
    }
    starts[n] = text.elements.length;
    successors = new int[n][];
    handlers = new int[n][];
    for (int b = 0; b < n; b++) {
      successors[b] = successorsOf(b);
      handlers[b] = handlersOf(flow, b);
    }
  }

  int size() {
    return successors.length;
  }

  /** The block that holds an element. */
  int blockOf(int index) {
    int low = 0;
    int high = successors.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private BitSet leaders() {
    int end = text.elements.length;
    BitSet leaders = new BitSet(end);
    leaders.set(0);
    for (int i = 0; i < end; i++) {
      CodeElement e = text.elements[i];
      if (text.frame(i) != null) {
        leaders.set(i);
      }
      if (e instanceof Instruction instruction && endsBlock(instruction) && i + 1 < end) {
        leaders.set(i + 1);
      }
    }
    for (MethodText.Handler h : text.handlers) {
      leaders.set(h.from);
      if (h.to < end) {
        leaders.set(h.to);
      }
    }
    return leaders;
  }

  private static boolean endsBlock(Instruction instruction) {
    return switch (instruction.opcode().kind()) {
      case BRANCH, TABLE_SWITCH, LOOKUP_SWITCH, RETURN, THROW_EXCEPTION -> true;
      default -> false;
    };
  }

  private int[] successorsOf(int block) {
    Instruction last = null;
    for (int i = starts[block + 1] - 1; i >= starts[block] && last == null; i--) {
      if (text.elements[i] instanceof Instruction instruction) {
        last = instruction;
      }
    }
    int next = block + 1 < successors.length ? block + 1 : -1;
    if (last != null) {
      switch (last.opcode().kind()) {
        case BRANCH -> {
          int target = blockOf(((BranchInstruction) last).target());
          boolean always = last.opcode() == Opcode.GOTO || last.opcode() == Opcode.GOTO_W;
          return always || next < 0 ? new int[] {target} : new int[] {target, next};
        }
        case TABLE_SWITCH -> {
          TableSwitchInstruction table = (TableSwitchInstruction) last;
          return targets(table.defaultTarget(), table.cases());
        }
        case LOOKUP_SWITCH -> {
          LookupSwitchInstruction lookup = (LookupSwitchInstruction) last;
          return targets(lookup.defaultTarget(), lookup.cases());
        }
        case RETURN, THROW_EXCEPTION -> {
          return new int[0];
        }
        default -> {}
      }
    }
    return next < 0 ? new int[0] : new int[] {next};
  }

  private int blockOf(Label label) {
    return blockOf(text.indexOf(label));
  }

  private int[] targets(Label other, List<SwitchCase> cases) {
    int[] targets = new int[cases.size() + 1];
    targets[0] = blockOf(other);
    int n = 1;
    for (SwitchCase c : cases) {
      targets[n++] = blockOf(c.target());
    }
    return targets;
  }

  private int[] handlersOf(DataFlow flow, int block) {
    int[] found = new int[text.handlers.length];
    int n = 0;
    for (MethodText.Handler h : text.handlers) {
      if (h.covers(starts[block]) && flow.reachesJoin(h.target)) {
        found[n++] = blockOf(h.target);
      }
    }
    return Arrays.copyOf(found, n);
  }
}
