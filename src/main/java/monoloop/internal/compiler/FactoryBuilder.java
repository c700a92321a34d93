package monoloop.internal.compiler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;

/** From the constructor of a frame to a factory that finds the captured values in the body. */
final class FactoryBuilder {
  private static final MethodType FACTORY =
      MethodType.methodType(Object.class, Object.class, Object.class);
  private static final Lookup SELF = MethodHandles.lookup();

  private FactoryBuilder() {}

  /** A factory {@code (Object body, Object argument) -> Object frame}. */
  static MethodHandle build(Object body, Target target, Class<?> frame, Lookup host)
      throws Throwable {
    MethodHandle made = host.findConstructor(frame, target.constructor());
    int argument = target.argumentOfConstructor();
    int count = made.type().parameterCount();
    if (count != target.captured() + (argument < 0 ? 0 : 1)) {
      throw Refused.because("the lambda captures other values than its method takes");
    }
    MethodType general = made.type().changeReturnType(Object.class);
    if (argument >= 0) {
      general = general.changeParameterType(argument, Object.class);
    }
    made = made.asType(general);
    int[] order = new int[count];
    MethodHandle[] filters = new MethodHandle[count];
    int captured = 0;
    for (int i = 0; i < count; i++) {
      if (i == argument) {
        order[i] = 1;
      } else {
        MethodHandle get = captured(body, target, captured++);
        filters[i] =
            get.asType(MethodType.methodType(made.type().parameterType(i), Object.class));
      }
    }
    if (count == 0) {
      return MethodHandles.dropArguments(made, 0, Object.class, Object.class);
    }
    made = MethodHandles.filterArguments(made, 0, filters);
    return MethodHandles.permuteArguments(made, FACTORY, order);
  }

  /** Reads a captured value: from the lambda's own field if that is where it is. */
  static MethodHandle captured(Object body, Target target, int position) throws Throwable {
    SerializedLambda lambda = target.lambda;
    if (lambda == null) {
      return MethodHandles.identity(Object.class);
    }
    try {
      Class<?> type = body.getClass();
      Field field = type.getDeclaredField("arg$".concat(Integer.toString(position + 1)));
      MethodHandle get = HostAccess.in(type).unreflectGetter(field);
      Object found = get.invoke(body);
      Object official = lambda.getCapturedArg(position);
      boolean same =
          field.getType().isPrimitive()
              ? found != null && found.equals(official)
              : found == official;
      if (same) {
        return get;
      }
    } catch (ReflectiveOperationException e) {
      // another JDK may name the fields differently: ask the slow way
    }
    return MethodHandles.insertArguments(
        SELF.findStatic(
            LambdaCracker.class,
            "captured",
            MethodType.methodType(Object.class, int.class, Object.class)),
        0,
        position);
  }
}
