package monoloop.inspect;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One question to another JVM, and the reasons why it may not answer. */
final class Attachment {
  private Attachment() {}

  /** What is asked. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T ask(VirtualMachine vm) throws IOException;
  }

  /**
   * Asks within {@code limit}.
   *
   * @throws Patience.Unanswered if there is no answer in time, or the process is stopped
   */
  static <T extends @Nullable Object> T ask(long pid, Duration limit, Question<T> question)
      throws IOException {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IOException("no process " + pid + " is running"));
    if (!isListed(pid)) {
      refuseOthers(process);
    }
    refuseStopped(pid);
    return Patience.within(limit, pid, () -> ask(process, question), late -> {});
  }

  private static <T extends @Nullable Object> T ask(ProcessHandle process, Question<T> question)
      throws IOException {
    long pid = process.pid();
    VirtualMachine vm;
    try {
      vm = VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException | IOException e) {
      throw new IOException(
          "process " + pid + " is no JVM that answers" + owner(process) + ": " + e.getMessage(), e);
    }
    try {
      return question.ask(vm);
    } finally {
      vm.detach();
    }
  }

  /** The signal that attaching begins with ends a process that does not expect it. */
  private static void refuseOthers(ProcessHandle process) throws IOException {
    String command = process.info().command().orElse("");
    String user = process.info().user().orElse("another user");
    if (command.isEmpty() && !isMine(user)) {
      throw new IOException(
          "process " + process.pid() + " belongs to " + user + ". Attach as that user");
    }
    if (command.isEmpty()) {
      throw new IOException("process " + process.pid() + " is no program that could be a JVM");
    }
    if (!command.endsWith("java") && !command.endsWith("java.exe")) {
      throw new IOException(
          "process " + process.pid() + " is no JVM but " + command + owner(process));
    }
  }

  /**
   * As far as the system tells. The signal that attaching begins with would wait for the process to
   * be continued, and then make it print its threads.
   */
  private static void refuseStopped(long pid) throws Patience.Unanswered {
    String state;
    try {
      state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException e) {
      return; // not Linux, or it has just ended
    }
    String afterName = state.substring(state.lastIndexOf(')') + 1).strip();
    if (afterName.startsWith("T") || afterName.startsWith("t")) {
      throw new Patience.Unanswered(
          "process %d is stopped and answers nothing. Continue it: kill -CONT %1$d"
              .formatted(pid));
    }
  }

  private static String owner(ProcessHandle process) {
    String user = process.info().user().orElse("another user");
    return isMine(user) ? "" : ": it belongs to " + user + ". Attach as that user";
  }

  private static boolean isMine(String user) {
    String me = ProcessHandle.current().info().user().orElse(System.getProperty("user.name"));
    return user.equals(me);
  }

  private static boolean isListed(long pid) {
    return VirtualMachine.list().stream().anyMatch(d -> pidOf(d) == pid);
  }

  /** Zero if it is no number. */
  static long pidOf(VirtualMachineDescriptor vm) {
    try {
      return Long.parseLong(vm.id());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
