package monoloop.generator.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;

/** A copy of the library and of its tests, in which one method has lost its body. */
final class BuggyLibrary extends ClassLoader {
  private final String type;
  private final String method;
  private boolean found;

  /** The method returns nothing, true or this. */
  BuggyLibrary(String type, String method) {
    super(BuggyLibrary.class.getClassLoader());
    this.type = type;
    this.method = method;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("monoloop.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      if (name.equals(type)) {
        bytes = broken(bytes);
        if (!found) {
          throw new IllegalArgumentException(type + " has no method " + method);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] broken(byte[] bytes) {
    ClassFile files = ClassFile.of();
    return files.transformClass(
        files.parse(bytes),
        ClassTransform.transformingMethods(
            m -> m.methodName().equalsString(method),
            (builder, element) -> {
              if (element instanceof CodeModel code) {
                found = true;
                MethodModel parent = code.parent().orElseThrow();
                switch (TypeKind.from(parent.methodTypeSymbol().returnType())) {
                  case VOID -> builder.withCode(CodeBuilder::return_);
                  case BOOLEAN -> builder.withCode(c -> c.iconst_1().ireturn());
                  default -> builder.withCode(c -> c.aload(0).areturn());
                }
              } else {
                builder.with(element);
              }
            }));
  }
}
