package monoloop.internal.compiler;

import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** The method that a body object runs, and how its parameters are filled. */
final class Target {
  final Class<?> host;
  final String name;
  final MethodType type;
  final boolean isStatic;

  /** Which parameter is the handle, the receiver not counted. */
  final int handle;

  /** Which parameter is the argument that comes with the handle; -1 if there is none. */
  final int argument;

  /** Where captured values come from; null if the body itself is the receiver. */
  final @Nullable SerializedLambda lambda;

  /** Whether another receiver may run another method. */
  final boolean perReceiver;

  Target(
      Class<?> host,
      String name,
      MethodType type,
      boolean isStatic,
      int handle,
      int argument,
      @Nullable SerializedLambda lambda,
      boolean perReceiver) {
    this.host = host;
    this.name = name;
    this.type = type;
    this.isStatic = isStatic;
    this.handle = handle;
    this.argument = argument;
    this.lambda = lambda;
    this.perReceiver = perReceiver;
  }

  String key() {
    return name.concat(type.descriptorString()).concat("#").concat(Integer.toString(handle));
  }

  /** How many values a frame is made from besides the argument. */
  int captured() {
    return lambda == null ? 1 : lambda.getCapturedArgCount();
  }

  /** What the constructor of the frame takes. */
  MethodType constructor() {
    MethodType constructor =
        type.dropParameterTypes(handle, handle + 1).changeReturnType(void.class);
    return isStatic ? constructor : constructor.insertParameterTypes(0, host);
  }

  /** Where the argument is among what the constructor takes; -1 if there is none. */
  int argumentOfConstructor() {
    if (argument < 0) {
      return -1;
    }
    return argument - (argument > handle ? 1 : 0) + (isStatic ? 0 : 1);
  }
}
