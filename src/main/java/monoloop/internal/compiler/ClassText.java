package monoloop.internal.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The class file of one class, as its loader serves it. */
final class ClassText {
  private final ClassModel model;
  private final String internalName;
  private final Map<String, Integer> flags = new HashMap<>();

  ClassText(ClassModel model) {
    this.model = model;
    internalName = model.thisClass().asInternalName();
    for (MethodModel m : model.methods()) {
      flags.put(
          m.methodName().stringValue().concat(m.methodType().stringValue()),
          m.flags().flagsMask());
    }
    for (FieldModel f : model.fields()) {
      flags.put(
          f.fieldName().stringValue().concat(f.fieldType().stringValue()), f.flags().flagsMask());
    }
  }

  /** Reads a class by its internal name; null if the loader does not serve it. */
  static @Nullable ClassText read(@Nullable ClassLoader loader, String internalName) {
    String resource = internalName.concat(".class");
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      return in == null ? null : new ClassText(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException e) {
      return null;
    }
  }

  ClassDesc desc() {
    return model.thisClass().asSymbol();
  }

  String internalName() {
    return internalName;
  }

  /** As in stack traces. */
  String name() {
    return internalName.replace('/', '.');
  }

  /** Without the package. */
  String simpleName() {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  String packageName() {
    return packageOf(internalName);
  }

  static String packageOf(String internalName) {
    return internalName.substring(0, Math.max(0, internalName.lastIndexOf('/')));
  }

  int majorVersion() {
    return model.majorVersion();
  }

  int minorVersion() {
    return model.minorVersion();
  }

  boolean isInterface() {
    return model.flags().has(AccessFlag.INTERFACE);
  }

  /** The internal name of the superclass; null for Object. */
  @Nullable String superclass() {
    Optional<ClassEntry> entry = model.superclass();
    return entry.isPresent() ? entry.get().asInternalName() : null;
  }

  /** The file that stack traces name; null if the class does not say. */
  @Nullable String sourceFile() {
    var file = model.findAttribute(Attributes.sourceFile());
    return file.isPresent() ? file.get().sourceFile().stringValue() : null;
  }

  /** The internal name of the nest's host, which may be this class. */
  String nestHost() {
    var host = model.findAttribute(Attributes.nestHost());
    return host.isPresent() ? host.get().nestHost().asInternalName() : internalName;
  }

  List<ClassEntry> nestMembers() {
    Optional<NestMembersAttribute> members = model.findAttribute(Attributes.nestMembers());
    return members.isPresent() ? members.get().nestMembers() : List.of();
  }

  /** The access flags of a method or field declared here; -1 if there is none. */
  int flagsOf(String name, String descriptor) {
    Integer f = flags.get(name.concat(descriptor));
    return f == null ? -1 : f;
  }

  /** How many methods are declared here, constructors and initializers not counted. */
  int methodCount() {
    int count = 0;
    for (MethodModel m : model.methods()) {
      if (!m.methodName().stringValue().startsWith("<")) {
        count++;
      }
    }
    return count;
  }

  @Nullable MethodModel method(String name, String descriptor) {
    for (MethodModel m : model.methods()) {
      if (m.methodName().equalsString(name) && m.methodType().equalsString(descriptor)) {
        return m;
      }
    }
    return null;
  }
}
