package monoloop.internal.compiler;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the class of frames of one method. */
final class FrameWriter implements Consumer<ClassBuilder> {
  private static final int JAVA_17 = 61;
  private static final MethodTypeDesc RESUME =
      MethodTypeDesc.of(
          ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Throwable);
  private static final ClassDesc ELEMENT = ClassDesc.of("java.lang.StackTraceElement");
  private static final ClassDesc LINES = ClassDesc.ofDescriptor(Lines.class.descriptorString());

  private final FrameText frame;
  private final FrameShape shape;
  private final Nest nest;
  private final boolean guarded;

  private FrameWriter(FrameText frame, FrameShape shape, Nest nest, boolean guarded) {
    this.frame = frame;
    this.shape = shape;
    this.nest = nest;
    this.guarded = guarded;
  }

  /** The class file of an analysed method. */
  static byte[] write(FrameText frame, FrameShape shape, Nest nest, boolean guarded) {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(frame.generated, new FrameWriter(frame, shape, nest, guarded));
  }

  @Override
  public void accept(ClassBuilder builder) {
    ClassText host = frame.text.owner;
    builder
        .withVersion(Math.max(host.majorVersion(), JAVA_17), host.minorVersion())
        .withSuperclass(shape.frame)
        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
    String file = host.sourceFile();
    if (file != null) {
      builder.with(SourceFileAttribute.of(file));
    }
    builder
        .withMethodBody(
            "resume", RESUME, ClassFile.ACC_PROTECTED, new ResumeWriter(frame, shape, nest))
        .withMethodBody(
            "<init>", HelperFactory.constructor(frame), 0, new Constructor(frame, shape))
        .withMethodBody(
            "where",
            MethodTypeDesc.of(ELEMENT),
            ClassFile.ACC_PROTECTED,
            new Where(frame, file))
        .withMethodBody(
            "guarded",
            MethodTypeDesc.of(ConstantDescs.CD_boolean),
            ClassFile.ACC_PROTECTED,
            new Answer(guarded));
    if (frame.helper) {
      builder.withMethodBody(
          "of",
          new Helper(frame, shape).factory,
          ClassFile.ACC_STATIC,
          new HelperFactory(frame));
      if (shape.hasHelper) {
        builder.withMethodBody(
            "helper",
            MethodTypeDesc.of(ConstantDescs.CD_boolean),
            ClassFile.ACC_PROTECTED,
            new Answer(true));
      }
      if (shape.hasLeaving) {
        builder.withMethodBody(
            "leaving",
            MethodTypeDesc.of(ConstantDescs.CD_Throwable, ConstantDescs.CD_Throwable),
            ClassFile.ACC_PROTECTED,
            new Leaving());
      }
    }
    for (Map.Entry<String, ClassDesc> field : frame.plan.fields.entrySet()) {
      builder.withField(field.getKey(), field.getValue(), ClassFile.ACC_PRIVATE);
    }
  }

  /** Keeps the values that a frame is made from. */
  private static final class Constructor implements Consumer<CodeBuilder> {
    private final FrameText frame;
    private final FrameShape shape;

    Constructor(FrameText frame, FrameShape shape) {
      this.frame = frame;
      this.shape = shape;
    }

    @Override
    public void accept(CodeBuilder code) {
      code.aload(0).invokespecial(shape.frame, "<init>", ConstantDescs.MTD_void);
      int slot = 1;
      for (int i = 0; i < frame.parameters.length; i++) {
        VType type = frame.parameters[i];
        code.aload(0)
            .loadLocal(type.typeKind(), slot)
            .putfield(
                frame.generated,
                frame.plan.parameter(frame.parameterSlots[i]),
                type.type);
        slot += type.wide() ? 2 : 1;
      }
      code.return_();
    }
  }

  /** Tells the user's line of the current suspension. */
  private static final class Where implements Consumer<CodeBuilder> {
    private final FrameText frame;
    private final @Nullable String file;

    Where(FrameText frame, @Nullable String file) {
      this.frame = frame;
      this.file = file;
    }

    @Override
    public void accept(CodeBuilder code) {
      StringBuilder lines = new StringBuilder();
      for (Point point : frame.points) {
        lines.append((char) frame.text.line(point.index));
      }
      MethodTypeDesc type =
          MethodTypeDesc.of(
              ELEMENT,
              ConstantDescs.CD_int,
              ConstantDescs.CD_String,
              ConstantDescs.CD_String,
              ConstantDescs.CD_String,
              ConstantDescs.CD_String);
      code.aload(0)
          .getfield(frame.generated, "state", ConstantDescs.CD_int)
          .ldc(lines.toString())
          .ldc(frame.text.owner.name())
          .ldc(frame.text.name)
          .ldc(file == null ? "" : file)
          .invokestatic(LINES, "at", type)
          .areturn();
    }
  }

  /** Says yes or no. */
  private static final class Answer implements Consumer<CodeBuilder> {
    private final boolean yes;

    Answer(boolean yes) {
      this.yes = yes;
    }

    @Override
    public void accept(CodeBuilder code) {
      code.loadConstant(yes ? 1 : 0).ireturn();
    }
  }

  /** A helper is part of its caller: what it throws arrives there as it is. */
  private static final class Leaving implements Consumer<CodeBuilder> {
    @Override
    public void accept(CodeBuilder code) {
      code.aload(1).areturn();
    }
  }
}
