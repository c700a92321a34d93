package monoloop.internal.compiler;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import org.jspecify.annotations.Nullable;

/** The calls of one dialect: methods of the handle, and helpers that receive it. */
final class HandleCalls implements Call.Policy {
  /** Finds the text of a helper. */
  interface Helpers {
    /**
     * The helper that a call runs.
     *
     * @param handle which argument is the handle
     * @return null if the call's target is not known before it runs
     */
    @Nullable Helper find(InvokeInstruction invoke, int handle);
  }

  private final FrameShape shape;
  private final Helpers helpers;

  HandleCalls(FrameShape shape, Helpers helpers) {
    this.shape = shape;
    this.helpers = helpers;
  }

  @Override
  public @Nullable Call classify(InvokeInstruction invoke, FlowState state) {
    int count = invoke.typeSymbol().parameterCount();
    int arguments = state.depth() - count;
    int handle = -1;
    int handles = 0;
    for (int i = 0; i < count; i++) {
      if (state.at(arguments + i).isHandle()) {
        handle = i;
        handles++;
      }
    }
    boolean onHandle =
        invoke.opcode() != Opcode.INVOKESTATIC && state.at(arguments - 1).isHandle();
    if (handles == 0) {
      Suspension s = mayInvoke(invoke) ? suspension(invoke) : null;
      if (s == null || onHandle) {
        return s == null ? null : Call.of(s);
      }
      // on the other engine such a call notices that it is on the wrong thread
      throw Refused.because("the handle of another body is used for ".concat(s.name).concat("()"));
    }
    if (handles > 1 || onHandle) {
      return null;
    }
    Helper helper = helpers.find(invoke, handle);
    return helper == null ? null : Call.of(helper);
  }

  private @Nullable Suspension suspension(InvokeInstruction invoke) {
    return shape.suspension(invoke.name().stringValue(), invoke.type().stringValue());
  }

  @Override
  public boolean mayInvoke(InvokeInstruction invoke) {
    return shape.isHandle(invoke.owner().asInternalName()) && !isOfObject(invoke);
  }

  /** Compilers name the interface as the owner of Object's methods, too. */
  private static boolean isOfObject(InvokeInstruction invoke) {
    String method = invoke.name().stringValue().concat(invoke.type().stringValue());
    return switch (method) {
      case "toString()Ljava/lang/String;", "hashCode()I", "equals(Ljava/lang/Object;)Z" -> true;
      default -> false;
    };
  }
}
