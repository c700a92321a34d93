package monoloop.internal.compiler;

import java.lang.classfile.instruction.InvokeInstruction;
import org.jspecify.annotations.Nullable;

/** How generated code performs a call that suspends. */
final class Call {
  /** What the call does to the frame. */
  enum Kind {
    /** Hands a value to the driver. */
    YIELD,
    /** Waits for its argument. */
    AWAIT,
    /** Runs another method of the text as a frame of its own. */
    HELPER
  }

  /** Decides which calls suspend. */
  interface Policy {
    /**
     * Looks at a call whose operands are still on the stack.
     *
     * @return how it suspends; null for an ordinary call
     */
    @Nullable Call classify(InvokeInstruction invoke, FlowState state);

    /** Whether an ordinary call of the handle is one of its interface's own methods. */
    boolean mayInvoke(InvokeInstruction invoke);
  }

  final Kind kind;

  /** The method of the frame that does it. */
  final String frameMethod;

  /** Whether a receiver lies below the arguments. */
  final boolean receiver;

  /** The method to run as a frame; null unless this is a call of a helper. */
  final @Nullable Helper helper;

  private Call(Kind kind, String frameMethod, boolean receiver, @Nullable Helper helper) {
    this.kind = kind;
    this.frameMethod = frameMethod;
    this.receiver = receiver;
    this.helper = helper;
  }

  static Call of(Suspension suspension) {
    return new Call(
        suspension.yields ? Kind.YIELD : Kind.AWAIT, suspension.frameMethod, true, null);
  }

  /** A static method that waits: it has no receiver. */
  static Call awaiting(String frameMethod) {
    return new Call(Kind.AWAIT, frameMethod, false, null);
  }

  static Call of(Helper helper) {
    return new Call(Kind.HELPER, "enter", !helper.isStatic, helper);
  }
}
