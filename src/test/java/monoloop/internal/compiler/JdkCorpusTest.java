package monoloop.internal.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of methods of the JDK as bodies: every static call of one object that returns an object
 * plays await. Whatever is accepted must pass the verifier.
 */
@Tag("long")
class JdkCorpusTest {
  private static final FrameShape SHAPE =
      new FrameShape(new Dialect(Frame.class, Frame.Handle.class, List.of()));
  private static final ClassDesc GENERATED = ClassDesc.of("monoloop.Generated");

  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int methods;
  private int suspensions;

  @ParameterizedTest
  @ValueSource(strings = {"java.base", "java.desktop", "jdk.compiler", "java.xml"})
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void every_method_of_a_module_is_refused_or_verifies(String module) throws IOException {
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/" + module);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files =
          walk.filter(p -> p.toString().endsWith(".class") && !p.toString().endsWith("-info.class"))
              .toList();
    }
    for (Path file : files) {
      transformAll(Files.readAllBytes(file));
    }
    System.out.printf(
        "%s: %d methods, %d suspensions, refused %s%n", module, methods, suspensions, refusals);
    assertEquals(List.of(), failures);
    assertTrue(methods > 100, () -> methods + " methods");
    assertTrue(
        refusals.keySet().stream().allMatch(reason -> reason.contains("synchronized")),
        refusals::toString);
  }

  private void transformAll(byte[] file) {
    ClassText owner = new ClassText(ClassFile.of().parse(file));
    Nest nest = new Nest(null, owner);
    for (MethodModel method : ClassFile.of().parse(file).methods()) {
      if (method.code().isPresent()
          && !method.methodName().stringValue().startsWith("<")
          && suspends(method.code().get())) {
        transform(owner, nest, method);
      }
    }
  }

  private void transform(ClassText owner, Nest nest, MethodModel method) {
    String name = owner.name() + "." + method.methodName() + method.methodType();
    try {
      FrameText frame = new FrameText(new MethodText(owner, method), GENERATED, -1, false);
      frame.analyse(new AnyCall(), nest);
      byte[] made = FrameWriter.write(frame, SHAPE, nest, true);
      List<VerifyError> errors = verifier().verify(made);
      if (!errors.isEmpty()) {
        fail(name + ": " + errors.getFirst().getMessage());
      }
      methods++;
      suspensions += frame.points.size();
    } catch (Refused e) {
      refusals.merge(e.refusal().reason(), 1, Integer::sum);
    } catch (RuntimeException e) {
      fail(name + ": " + e);
    }
  }

  private void fail(String failure) {
    if (failures.size() < 10) {
      failures.add(failure);
    }
  }

  private static ClassFile verifier() {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.of(
                List.of(),
                Map.of(GENERATED, ClassDesc.ofDescriptor(Frame.class.descriptorString())))
            .orElse(ClassHierarchyResolver.defaultResolver());
    return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  private static boolean suspends(CodeModel code) {
    for (CodeElement e : code) {
      if (e instanceof InvokeInstruction invoke && AnyCall.matches(invoke)) {
        return true;
      }
    }
    return false;
  }

  /** Static calls of one object that return an object. */
  private static final class AnyCall implements Call.Policy {
    static boolean matches(InvokeInstruction invoke) {
      MethodTypeDesc type = invoke.typeSymbol();
      return invoke.opcode() == Opcode.INVOKESTATIC
          && type.parameterCount() == 1
          && !type.parameterType(0).isPrimitive()
          && !type.returnType().isPrimitive();
    }

    @Override
    public @Nullable Call classify(InvokeInstruction invoke, FlowState state) {
      return matches(invoke) ? Call.awaiting("await") : null;
    }

    @Override
    public boolean mayInvoke(InvokeInstruction invoke) {
      return false;
    }
  }
}
