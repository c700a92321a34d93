package monoloop.shell;

import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import monoloop.CancelledError;
import org.jspecify.annotations.Nullable;

/**
 * Ends the loops of some threads, as an interrupt ends what waits: every method of a cell and every
 * turn of its loops asks first. The JDK's own way would end those of all threads, and so the tasks
 * that other cells have started.
 */
final class Breaks implements Runnable {
  /** A class beside the cells' own: one volatile read while nothing is to end. */
  private static final ClassDesc GATE = ClassDesc.of("REPL", "$Gate$");

  private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Opens and shuts the gate. */
  private @Nullable Gate gate;

  /** Sets the gate's check; null lets everything pass. */
  @FunctionalInterface
  interface Gate {
    void set(@Nullable Runnable check) throws ReflectiveOperationException;
  }

  void open(Gate gate) {
    this.gate = gate;
  }

  /** Ends the loops of {@code thread}; if it is a loop's, those of its bodies too. Any thread. */
  void of(Thread thread) {
    threads.add(thread);
    set();
  }

  void spare(Thread thread) {
    if (threads.remove(thread)) {
      set();
    }
  }

  private synchronized void set() {
    if (gate != null) {
      try {
        gate.set(threads.isEmpty() ? null : this);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Called by a cell's code while some thread's loops are to end. */
  @Override
  public void run() {
    Thread here = Thread.currentThread();
    boolean ends =
        here.isVirtual()
            ? threads.stream().anyMatch(t -> !(t instanceof CellThread))
            : threads.contains(here);
    if (ends) {
      throw new CancelledError("the cell was cancelled");
    }
  }

  // ---- bytecode

  static ClassBytecodes gateClass() {
    byte[] bytes =
        ClassFile.of()
            .build(
                GATE,
                c ->
                    c.withFlags(ClassFile.ACC_PUBLIC)
                        .withField(
                            "check",
                            RUNNABLE,
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE)
                        .withMethodBody(
                            "pass",
                            NOTHING,
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            Breaks::pass));
    return new ClassBytecodes("REPL.$Gate$", bytes);
  }

  private static void pass(CodeBuilder code) {
    code.getstatic(GATE, "check", RUNNABLE)
        .astore(0)
        .aload(0)
        .ifThen(
            Opcode.IFNONNULL,
            then -> then.aload(0).invokeinterface(RUNNABLE, "run", NOTHING))
        .return_();
  }

  /** A cell's class with the calls in it. No frame changes: they need no other class. */
  static ClassBytecodes woven(ClassBytecodes cell) {
    ClassFile file = ClassFile.of(ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED);
    return new ClassBytecodes(
        cell.name(),
        file.transformClass(
            file.parse(cell.bytecodes()),
            ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new))));
  }

  /** Puts a call at the start of a method and before every jump back. */
  private static final class Weaver implements CodeTransform {
    private final Set<Label> behind = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      code.invokestatic(GATE, "pass", NOTHING);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LabelTarget target) {
        behind.add(target.label());
      } else if (element instanceof BranchInstruction branch && behind.contains(branch.target())) {
        code.invokestatic(GATE, "pass", NOTHING);
      }
      code.with(element);
    }
  }
}
