package monoloop.internal.compiler;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Finds the method that a body runs: a lambda's, a method reference's or a class's own. */
final class TargetFinder {
  private final FrameShape shape;

  TargetFinder(FrameShape shape) {
    this.shape = shape;
  }

  /**
   * The method behind a body.
   *
   * @throws Refused if it cannot be known, or has no place for a frame
   */
  Target find(Object body) throws ClassNotFoundException {
    Class<?> type = body.getClass();
    if (!type.isHidden()) {
      return ofClass(type);
    }
    SerializedLambda lambda = LambdaCracker.crack(body);
    if (lambda == null) {
      throw Refused.because(
          "the body is no serializable lambda, so the method behind it is unknown");
    }
    return ofLambda(lambda, type.getClassLoader());
  }

  private Target ofLambda(SerializedLambda lambda, @Nullable ClassLoader loader)
      throws ClassNotFoundException {
    Class<?> declaring = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
    int kind = lambda.getImplMethodKind();
    if (kind == MethodHandleInfo.REF_newInvokeSpecial) {
      throw Refused.because("the body is a reference to a constructor");
    }
    boolean isStatic = kind == MethodHandleInfo.REF_invokeStatic;
    if (!isStatic && lambda.getCapturedArgCount() == 0) {
      throw Refused.because("the body is a method reference whose receiver is not bound");
    }
    String name = lambda.getImplMethodName();
    MethodType type =
        MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
    MethodType called =
        MethodType.fromMethodDescriptorString(
            lambda.getFunctionalInterfaceMethodSignature(), loader);
    int captured = lambda.getCapturedArgCount() - (isStatic ? 0 : 1);
    if (captured + called.parameterCount() != type.parameterCount()) {
      throw Refused.because("the method takes other parameters than the interface");
    }
    for (int i = 0; i < captured; i++) {
      if (shape.isHandle(type.parameterType(i))) {
        // both engines refuse to suspend it from here; compiled code would run on its thread
        throw Refused.because("the body captures the handle of another body");
      }
    }
    int handle = handleOf(called);
    int argument = argumentOf(called, handle);
    Class<?> host = declaring;
    boolean perReceiver = false;
    if (!isStatic) {
      Class<?> receiver = lambda.getCapturedArg(0).getClass();
      Method selected = select(declaring, receiver, name, type);
      host = selected.getDeclaringClass();
      perReceiver = mayDiffer(selected, receiver);
    }
    return new Target(
        host,
        name,
        type,
        isStatic,
        captured + handle,
        argument < 0 ? -1 : captured + argument,
        lambda,
        perReceiver);
  }

  private Target ofClass(Class<?> type) {
    Method declared = interfaceMethod(type);
    if (declared == null) {
      throw Refused.because("the body's class implements no interface that takes the handle");
    }
    MethodType called =
        MethodType.methodType(declared.getReturnType(), declared.getParameterTypes());
    int handle = handleOf(called);
    Method found = implementation(type, declared);
    return new Target(
        found.getDeclaringClass(),
        found.getName(),
        MethodType.methodType(found.getReturnType(), found.getParameterTypes()),
        false,
        handle,
        argumentOf(called, handle),
        null,
        false);
  }

  private int handleOf(MethodType called) {
    int found = -1;
    for (int i = 0; i < called.parameterCount(); i++) {
      if (shape.isHandle(called.parameterType(i))) {
        if (found >= 0) {
          throw Refused.because("the body has two handles");
        }
        found = i;
      }
    }
    if (found < 0) {
      throw Refused.because("the body has no handle");
    }
    return found;
  }

  private static int argumentOf(MethodType called, int handle) {
    if (called.parameterCount() > 2) {
      throw Refused.because("the body takes more than its handle and one argument");
    }
    return called.parameterCount() == 1 ? -1 : 1 - handle;
  }

  /** The abstract method that takes a handle, of any interface of {@code type}. */
  private @Nullable Method interfaceMethod(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> i : c.getInterfaces()) {
        for (Method m : i.getMethods()) {
          if (Modifier.isAbstract(m.getModifiers()) && takesHandle(m)) {
            return m;
          }
        }
      }
    }
    return null;
  }

  private boolean takesHandle(Method method) {
    for (Class<?> parameter : method.getParameterTypes()) {
      if (shape.isHandle(parameter)) {
        return true;
      }
    }
    return false;
  }

  /** What {@code type} runs for an interface's method: not a bridge, but where bridges lead. */
  private static Method implementation(Class<?> type, Method declared) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Method found = null;
      for (Method m : c.getDeclaredMethods()) {
        if (!m.isBridge() && !Modifier.isAbstract(m.getModifiers()) && overrides(m, declared)) {
          if (found != null) {
            throw Refused.because("the body's class has several methods that fit");
          }
          found = m;
        }
      }
      if (found != null) {
        return found;
      }
    }
    throw Refused.because("the body's method is inherited from an interface");
  }

  private static boolean overrides(Method method, Method declared) {
    if (!method.getName().equals(declared.getName())
        || Modifier.isStatic(method.getModifiers())
        || method.getParameterCount() != declared.getParameterCount()) {
      return false;
    }
    Class<?>[] own = method.getParameterTypes();
    Class<?>[] general = declared.getParameterTypes();
    for (int i = 0; i < own.length; i++) {
      if (!general[i].isAssignableFrom(own[i])) {
        return false;
      }
    }
    return true;
  }

  /** What a call on {@code receiver} runs. */
  private static Method select(
      Class<?> declaring, Class<?> receiver, String name, MethodType type) {
    Method declared = declared(declaring, name, type);
    if (declared != null && Modifier.isPrivate(declared.getModifiers())) {
      return declared;
    }
    for (Class<?> c = receiver; c != null; c = c.getSuperclass()) {
      Method m = declared(c, name, type);
      if (m != null
          && (m.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE)) == 0
          && !Modifier.isAbstract(m.getModifiers())) {
        if (m.isBridge()) {
          throw Refused.because("the method reference leads to a bridge");
        }
        return m;
      }
    }
    try {
      Method m = receiver.getMethod(name, type.parameterArray());
      if (m.isDefault() && m.getReturnType() == type.returnType()) {
        return m;
      }
    } catch (NoSuchMethodException e) {
      throw Refused.because("the method reference leads to no method that is known");
    }
    throw Refused.because("the method reference leads to no method that is known");
  }

  private static @Nullable Method declared(Class<?> in, String name, MethodType type) {
    for (Method m : in.getDeclaredMethods()) {
      if (m.getName().equals(name)
          && m.getReturnType() == type.returnType()
          && MethodType.methodType(m.getReturnType(), m.getParameterTypes()).equals(type)) {
        return m;
      }
    }
    return null;
  }

  /** Whether an object of another class may run another method. */
  private static boolean mayDiffer(Method selected, Class<?> receiver) {
    int method = selected.getModifiers();
    return !Modifier.isPrivate(method)
        && !Modifier.isFinal(method)
        && !selected.isSynthetic()
        && !Modifier.isFinal(selected.getDeclaringClass().getModifiers())
        && !receiver.isHidden();
  }
}
