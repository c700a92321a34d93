package monoloop.internal.compiler;

import java.lang.classfile.Opcode;

/** The dup, pop and swap family on a stack whose entries are whole values. */
final class StackShuffle {
  private StackShuffle() {}

  /** How many values from the top the instruction can see, at most. */
  static int touched(Opcode opcode) {
    return switch (opcode) {
      case POP, DUP -> 1;
      case POP2, DUP2, DUP_X1, SWAP -> 2;
      case DUP_X2, DUP2_X1 -> 3;
      default -> 4;
    };
  }

  static void apply(Opcode opcode, FlowState s) {
    switch (opcode) {
      case POP -> s.pop();
      case POP2 -> {
        if (!s.pop().wide()) {
          s.pop();
        }
      }
      case DUP -> s.push(s.at(s.depth() - 1));
      case DUP_X1 -> insert(s, 1, 1);
      case DUP_X2 -> insert(s, 1, s.at(s.depth() - 2).wide() ? 1 : 2);
      case DUP2 -> insert(s, pair(s, 0), 0);
      case DUP2_X1 -> insert(s, pair(s, 0), 1);
      case DUP2_X2 -> {
        int upper = pair(s, 0);
        insert(s, upper, pair(s, upper));
      }
      case SWAP -> {
        VType a = s.pop();
        VType b = s.pop();
        s.push(a);
        s.push(b);
      }
      default -> throw new IllegalStateException(opcode.name());
    }
  }

  /** How many values the two slots are that lie below {@code skipped} values. */
  private static int pair(FlowState s, int skipped) {
    return s.at(s.depth() - 1 - skipped).wide() ? 1 : 2;
  }

  /** Copies the upper {@code count} values below the next {@code under} ones. */
  private static void insert(FlowState s, int count, int under) {
    VType[] taken = new VType[count + under];
    for (int i = taken.length - 1; i >= 0; i--) {
      taken[i] = s.pop();
    }
    for (int i = under; i < taken.length; i++) {
      s.push(taken[i]);
    }
    for (VType type : taken) {
      s.push(type);
    }
  }
}
