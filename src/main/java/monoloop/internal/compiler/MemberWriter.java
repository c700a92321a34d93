package monoloop.internal.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.util.List;

/**
 * Copies the body's accesses to members into another class of the host's package. What only the
 * host may touch is linked by {@link MemberBridge}.
 */
final class MemberWriter {
  private static final ClassDesc BRIDGE =
      ClassDesc.ofDescriptor(MemberBridge.class.descriptorString());

  private final FrameText frame;
  private final Nest nest;
  private final ClassText host;

  /** The first slot that the body does not use. */
  private final int temp;

  MemberWriter(FrameText frame, Nest nest) {
    this.frame = frame;
    this.nest = nest;
    host = frame.text.owner;
    temp = Slots.SHIFT + frame.text.maxLocals;
  }

  void field(CodeBuilder code, FieldInstruction field) {
    String descriptor = field.type().stringValue();
    if (!hostOnly(field.owner().asInternalName(), field.name().stringValue(), descriptor)) {
      code.with(field);
      return;
    }
    ClassDesc owner = field.owner().asSymbol();
    ClassDesc type = field.typeSymbol();
    int kind;
    MethodTypeDesc site;
    switch (field.opcode()) {
      case GETFIELD -> {
        kind = MethodHandleInfo.REF_getField;
        site = MethodTypeDesc.of(type, owner);
      }
      case PUTFIELD -> {
        kind = MethodHandleInfo.REF_putField;
        site = MethodTypeDesc.of(ConstantDescs.CD_void, owner, type);
      }
      case GETSTATIC -> {
        kind = MethodHandleInfo.REF_getStatic;
        site = MethodTypeDesc.of(type);
      }
      default -> {
        kind = MethodHandleInfo.REF_putStatic;
        site = MethodTypeDesc.of(ConstantDescs.CD_void, type);
      }
    }
    code.invokedynamic(bridge(site, kind, owner, field.name().stringValue(), descriptor));
  }

  /** Copies a call that does not suspend. */
  void invoke(CodeBuilder code, InvokeInstruction invoke, int index) {
    String owner = invoke.owner().asInternalName();
    String name = invoke.name().stringValue();
    String descriptor = invoke.type().stringValue();
    if (name.equals("<init>")) {
      construct(code, invoke, index);
      return;
    }
    boolean special = invoke.opcode() == Opcode.INVOKESPECIAL;
    boolean callsSuper = special && !nest.isPrivate(owner, name, descriptor);
    if (!callsSuper && !hostOnly(owner, name, descriptor)) {
      code.with(invoke);
      return;
    }
    int kind =
        special
            ? MethodHandleInfo.REF_invokeSpecial
            : switch (invoke.opcode()) {
              case INVOKEVIRTUAL -> MethodHandleInfo.REF_invokeVirtual;
              case INVOKESTATIC -> MethodHandleInfo.REF_invokeStatic;
              default -> MethodHandleInfo.REF_invokeInterface;
            };
    ClassDesc declared = invoke.owner().asSymbol();
    ClassDesc receiver = callsSuper ? host.desc() : declared;
    MethodTypeDesc type = invoke.typeSymbol();
    code.invokedynamic(
        bridge(
            kind == MethodHandleInfo.REF_invokeStatic
                ? type
                : type.insertParameterTypes(0, receiver),
            kind,
            declared,
            name,
            descriptor));
  }

  /** A constructor call: of an object that is there, or of one that was left for now. */
  private void construct(CodeBuilder code, InvokeInstruction invoke, int index) {
    ClassDesc owner = invoke.owner().asSymbol();
    MethodTypeDesc type = invoke.typeSymbol();
    String descriptor = invoke.type().stringValue();
    Integer site = frame.flow.effects.sites.get(index);
    boolean used = site != null && frame.flow.effects.dupFollows(site);
    if (nest.isPrivate(invoke.owner().asInternalName(), "<init>", descriptor)) {
      code.invokedynamic(
          bridge(
              type.changeReturnType(owner),
              MethodHandleInfo.REF_newInvokeSpecial,
              owner,
              "<init>",
              descriptor));
      if (!used) {
        code.pop();
      }
      return;
    }
    if (site == null || !frame.flow.effects.pending.get(site)) {
      code.with(invoke);
      return;
    }
    int count = type.parameterCount();
    int[] slots = new int[count];
    int slot = temp;
    for (int i = count - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(type.parameterType(i)).asLoadable();
      code.storeLocal(kind, slot);
      slots[i] = slot;
      slot += kind.slotSize();
    }
    code.new_(owner);
    if (used) {
      code.dup();
    }
    for (int i = 0; i < count; i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)).asLoadable(), slots[i]);
    }
    code.with(invoke);
  }

  /** Copies a call that is linked at its first use. */
  void invokeDynamic(CodeBuilder code, InvokeDynamicInstruction invoke) {
    DirectMethodHandleDesc bootstrap = invoke.bootstrapMethod();
    List<ConstantDesc> constants = invoke.bootstrapArgs();
    boolean lambda =
        bootstrap.owner().descriptorString().equals("Ljava/lang/invoke/LambdaMetafactory;");
    int shift = lambda ? 1 : 0;
    ConstantDesc[] arguments = new ConstantDesc[constants.size() + shift];
    for (int i = 0; i < constants.size(); i++) {
      arguments[i + shift] = linkable(constants.get(i));
    }
    if (lambda) {
      // linked with the host's own lookup: it may name private methods and capture as the host
      arguments[0] = host.desc();
      bootstrap =
          ConstantDescs.ofCallsiteBootstrap(
              BRIDGE,
              "lambda",
              ConstantDescs.CD_CallSite,
              ConstantDescs.CD_Class,
              ConstantDescs.CD_Object.arrayType());
    }
    code.invokedynamic(
        DynamicCallSiteDesc.of(
            bootstrap, invoke.name().stringValue(), invoke.typeSymbol(), arguments));
  }

  void constant(CodeBuilder code, ConstantInstruction constant) {
    if (constant instanceof ConstantInstruction.LoadConstantInstruction load
        && load.constantEntry() instanceof MethodHandleEntry handle) {
      code.ldc(linkable(handle.asSymbol()));
    } else {
      code.with(constant);
    }
  }

  private ConstantDesc linkable(ConstantDesc constant) {
    if (constant instanceof DirectMethodHandleDesc handle
        && hostOnly(internalName(handle.owner()), handle.methodName(), handle.lookupDescriptor())) {
      return DynamicConstantDesc.ofNamed(
          ConstantDescs.ofConstantBootstrap(
              BRIDGE,
              "handle",
              ConstantDescs.CD_MethodHandle,
              ConstantDescs.CD_Class,
              ConstantDescs.CD_int,
              ConstantDescs.CD_Class,
              ConstantDescs.CD_String,
              ConstantDescs.CD_String),
          "_",
          ConstantDescs.CD_MethodHandle,
          host.desc(),
          handle.refKind(),
          handle.owner(),
          handle.methodName(),
          handle.lookupDescriptor());
    }
    return constant;
  }

  private boolean hostOnly(String owner, String name, String descriptor) {
    return nest.hostOnly(host, owner, name, descriptor);
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.startsWith("L")
        ? descriptor.substring(1, descriptor.length() - 1)
        : descriptor;
  }

  private DynamicCallSiteDesc bridge(
      MethodTypeDesc site, int kind, ClassDesc owner, String name, String descriptor) {
    DirectMethodHandleDesc bootstrap =
        ConstantDescs.ofCallsiteBootstrap(
            BRIDGE,
            "member",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_Class,
            ConstantDescs.CD_int,
            ConstantDescs.CD_Class,
            ConstantDescs.CD_String,
            ConstantDescs.CD_String);
    return DynamicCallSiteDesc.of(
        bootstrap,
        name.equals("<init>") ? "new" : name,
        site,
        host.desc(),
        kind,
        owner,
        name,
        descriptor);
  }
}
