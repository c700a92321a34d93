package monoloop.internal.compiler;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Links generated classes to what only the body's own class may touch. For generated classes only.
 *
 * <p>It gives no privilege away: whoever passes a lookup of full power in the host's module could
 * get the host's lookup itself.
 */
public final class MemberBridge {
  private MemberBridge() {}

  /** The host's lookup; within one module it keeps every mode, which lambdas need. */
  private static Lookup of(Lookup caller, Class<?> host) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(host, caller);
  }

  /**
   * Links a field access, a call or a construction.
   *
   * @param kind a reference kind of {@link MethodHandleInfo}
   * @throws ReflectiveOperationException if the host has no such member
   */
  public static CallSite member(
      Lookup caller,
      String name,
      MethodType type,
      Class<?> host,
      int kind,
      Class<?> owner,
      String member,
      String descriptor)
      throws ReflectiveOperationException {
    MethodHandle found = find(of(caller, host), kind, owner, member, descriptor);
    return new ConstantCallSite(found.asType(type));
  }

  /**
   * Makes the handle of a member.
   *
   * @param kind a reference kind of {@link MethodHandleInfo}
   * @throws ReflectiveOperationException if the host has no such member
   */
  public static MethodHandle handle(
      Lookup caller,
      String name,
      Class<?> type,
      Class<?> host,
      int kind,
      Class<?> owner,
      String member,
      String descriptor)
      throws ReflectiveOperationException {
    return find(of(caller, host), kind, owner, member, descriptor);
  }

  /**
   * Links a lambda or method reference inside a body.
   *
   * @throws Exception what {@link LambdaMetafactory} throws
   */
  public static CallSite lambda(
      Lookup caller, String name, MethodType type, Class<?> host, Object... arguments)
      throws Exception {
    Lookup lookup = of(caller, host);
    return arguments.length == 3
        ? LambdaMetafactory.metafactory(
            lookup,
            name,
            type,
            (MethodType) arguments[0],
            (MethodHandle) arguments[1],
            (MethodType) arguments[2])
        : LambdaMetafactory.altMetafactory(lookup, name, type, arguments);
  }

  private static MethodHandle find(
      Lookup lookup, int kind, Class<?> owner, String name, String descriptor)
      throws ReflectiveOperationException {
    ClassLoader loader = lookup.lookupClass().getClassLoader();
    if (kind <= MethodHandleInfo.REF_putStatic) {
      Class<?> type =
          MethodType.fromMethodDescriptorString("()".concat(descriptor), loader).returnType();
      return switch (kind) {
        case MethodHandleInfo.REF_getField -> lookup.findGetter(owner, name, type);
        case MethodHandleInfo.REF_getStatic -> lookup.findStaticGetter(owner, name, type);
        case MethodHandleInfo.REF_putField -> lookup.findSetter(owner, name, type);
        default -> lookup.findStaticSetter(owner, name, type);
      };
    }
    MethodType type = MethodType.fromMethodDescriptorString(descriptor, loader);
    return switch (kind) {
      case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(owner, name, type);
      case MethodHandleInfo.REF_invokeSpecial ->
          lookup.findSpecial(owner, name, type, lookup.lookupClass());
      case MethodHandleInfo.REF_newInvokeSpecial ->
          lookup.findConstructor(owner, type.changeReturnType(void.class));
      default -> lookup.findVirtual(owner, name, type);
    };
  }
}
