package monoloop.internal.compiler;

import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;

/** Which locals may still be read: only those must survive a suspension. */
final class Liveness {
  private final FlowGraph graph;

  /** Per block: the locals that are live at its start. */
  private final BitSet[] atStart;

  Liveness(FlowGraph graph) {
    this.graph = graph;
    int n = graph.size();
    atStart = new BitSet[n];
    BitSet[] reads = new BitSet[n];
    BitSet[] writes = new BitSet[n];
    for (int b = 0; b < n; b++) {
      atStart[b] = new BitSet();
      reads[b] = new BitSet();
      writes[b] = new BitSet();
      scan(b, reads[b], writes[b]);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = n - 1; b >= 0; b--) {
        BitSet live = atEnd(b);
        live.andNot(writes[b]);
        live.or(reads[b]);
        addHandlers(b, live);
        if (!live.equals(atStart[b])) {
          atStart[b] = live;
          changed = true;
        }
      }
    }
  }

  /** The locals that are live before an instruction or label. */
  BitSet before(int index) {
    int block = graph.blockOf(index);
    if (graph.starts[block] == index) {
      return atStart[block];
    }
    BitSet live = atEnd(block);
    addHandlers(block, live);
    for (int i = graph.starts[block + 1] - 1; i >= index; i--) {
      CodeElement e = graph.text.elements[i];
      if (e instanceof StoreInstruction store) {
        live.clear(store.slot());
        addHandlers(block, live);
      } else if (e instanceof LoadInstruction load) {
        live.set(load.slot());
      } else if (e instanceof IncrementInstruction increment) {
        live.set(increment.slot());
      }
    }
    return live;
  }

  private void scan(int block, BitSet reads, BitSet writes) {
    for (int i = graph.starts[block]; i < graph.starts[block + 1]; i++) {
      CodeElement e = graph.text.elements[i];
      if (e instanceof StoreInstruction store) {
        writes.set(store.slot());
      } else if (e instanceof LoadInstruction load && !writes.get(load.slot())) {
        reads.set(load.slot());
      } else if (e instanceof IncrementInstruction inc && !writes.get(inc.slot())) {
        reads.set(inc.slot());
      }
    }
  }

  private BitSet atEnd(int block) {
    BitSet live = new BitSet();
    for (int successor : graph.successors[block]) {
      live.or(atStart[successor]);
    }
    return live;
  }

  private void addHandlers(int block, BitSet live) {
    for (int handler : graph.handlers[block]) {
      live.or(atStart[handler]);
    }
  }
}
