package monoloop.internal.compiler;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes around a body's class, and who may touch which of their members. */
final class Nest {
  private final @Nullable ClassLoader loader;
  private final Set<String> members = new HashSet<>();

  /** By internal name; what the loader does not serve is absent. */
  private final Map<String, ClassText> texts = new HashMap<>();

  Nest(@Nullable ClassLoader loader, ClassText host) {
    this.loader = loader;
    texts.put(host.internalName(), host);
    members.add(host.internalName());
    ClassText nestHost = text(host.nestHost());
    members.add(host.nestHost());
    if (nestHost != null) {
      for (ClassEntry member : nestHost.nestMembers()) {
        members.add(member.asInternalName());
      }
    }
  }

  boolean contains(String internalName) {
    return members.contains(internalName);
  }

  @Nullable ClassText text(String internalName) {
    ClassText known = texts.get(internalName);
    if (known == null) {
      known = ClassText.read(loader, internalName);
      if (known != null) {
        texts.put(internalName, known);
      }
    }
    return known;
  }

  /** The flags of a member that a class of the nest declares; -1 if none does. */
  int flagsOf(String owner, String name, String descriptor) {
    if (!contains(owner)) {
      return -1;
    }
    ClassText text = text(owner);
    return text == null ? -1 : text.flagsOf(name, descriptor);
  }

  boolean isPrivate(String owner, String name, String descriptor) {
    int flags = flagsOf(owner, name, descriptor);
    return flags >= 0 && (flags & ClassFile.ACC_PRIVATE) != 0;
  }

  /** Whether only {@code host} itself may use the member: not another class of its package. */
  boolean hostOnly(ClassText host, String owner, String name, String descriptor) {
    return isPrivate(owner, name, descriptor) || isForeignProtected(host, owner, name, descriptor);
  }

  /** Whether the host inherits the member, protected, from another package. */
  private boolean isForeignProtected(
      ClassText host, String owner, String name, String descriptor) {
    if (name.equals("<init>") || owner.startsWith("[") || host.isInterface()) {
      return false;
    }
    if (owner.equals("java/lang/Object")) {
      return name.equals("clone") || name.equals("finalize");
    }
    boolean inherits = false;
    for (String s = host.internalName(); s != null && !inherits; s = superclassOf(s)) {
      inherits = s.equals(owner);
    }
    if (!inherits) {
      return false;
    }
    for (String s = owner; s != null; s = superclassOf(s)) {
      ClassText text = text(s);
      int flags = text == null ? -1 : text.flagsOf(name, descriptor);
      if (flags >= 0) {
        return (flags & ClassFile.ACC_PROTECTED) != 0
            && !ClassText.packageOf(s).equals(host.packageName());
      }
    }
    return false;
  }

  private @Nullable String superclassOf(String internalName) {
    if (internalName.equals("java/lang/Object")) {
      return null;
    }
    ClassText text = text(internalName);
    return text == null ? null : text.superclass();
  }
}
