package monoloop.internal.compiler;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Finds the method behind a serializable lambda. Nothing is serialized. */
final class LambdaCracker {
  private LambdaCracker() {}

  /** What the lambda says of itself; null if it is none, or not serializable. */
  static @Nullable SerializedLambda crack(Object lambda) {
    try {
      Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
      if (replace.trySetAccessible()) {
        return replace.invoke(lambda) instanceof SerializedLambda l ? l : null;
      }
      return overStream(lambda);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Serialization may call {@code writeReplace} whatever modules say, and shows the outcome. */
  static @Nullable SerializedLambda overStream(Object lambda) {
    try {
      Catcher catcher = new Catcher();
      catcher.writeObject(lambda);
      return catcher.seen;
    } catch (IOException e) {
      return null;
    }
  }

  /** A captured value, the official way. */
  static @Nullable Object captured(int position, Object lambda) {
    SerializedLambda l = crack(lambda);
    if (l == null) {
      throw new IllegalStateException("no longer serializable: ".concat(lambda.toString()));
    }
    return l.getCapturedArg(position);
  }

  private static final class Catcher extends ObjectOutputStream {
    private @Nullable SerializedLambda seen;

    Catcher() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
      if (object instanceof SerializedLambda l) {
        seen = l;
      }
      return null;
    }
  }
}
