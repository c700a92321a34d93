package monoloop.internal.compiler;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method that bodies call with their handle, as its callers see it. */
final class Helper {
  /** Its class of frames. */
  final ClassDesc generated;

  /** From the operands of the original call, the handle among them, to a frame. */
  final MethodTypeDesc factory;

  final boolean isStatic;

  /** What it is made from; null once it is made. */
  private @Nullable FrameText frame;

  private boolean guarded;

  Helper(FrameText frame, FrameShape shape) {
    this.frame = frame;
    generated = frame.generated;
    isStatic = frame.text.isStatic;
    MethodTypeDesc type = frame.text.type.changeReturnType(shape.entered);
    factory = isStatic ? type : type.insertParameterTypes(0, frame.text.owner.desc());
  }

  /** Lets go of the text. */
  void made() {
    guarded = isGuarded(new HashSet<>());
    frame = null;
  }

  private boolean isGuarded(Set<FrameText> seen) {
    return frame == null ? guarded : isGuarded(frame, seen);
  }

  /** Whether a suspension of {@code frame}, or of a helper that it calls, is in a try block. */
  static boolean isGuarded(FrameText frame) {
    return isGuarded(frame, new HashSet<>());
  }

  private static boolean isGuarded(FrameText frame, Set<FrameText> seen) {
    if (!seen.add(frame)) {
      return false;
    }
    if (frame.guarded()) {
      return true;
    }
    for (Point point : frame.points) {
      Helper helper = point.call.helper;
      if (helper != null && helper.isGuarded(seen)) {
        return true;
      }
    }
    return false;
  }
}
