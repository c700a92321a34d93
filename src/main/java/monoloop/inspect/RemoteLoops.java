package monoloop.inspect;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.InvalidClassException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import monoloop.LoopDump;
import org.jspecify.annotations.Nullable;

/**
 * The loops of another JVM of the same user: {@code monoloop ps}, {@code tree} and {@code where}
 * are made of this.
 *
 * <p>The other JVM needs no preparation but the library on its class path. It is asked over the
 * attach mechanism to start its local management connector, as jconsole does: a port on the
 * loopback interface, protected by the file permissions of its address, which stays open until that
 * JVM ends. A small MBean is made there by its name, and removed by {@link #close}. Nothing is
 * loaded into it as a Java agent, so it prints no warning and needs no flag.
 *
 * <p>All methods wait for the other JVM, but not for ever: one that does not answer within 5 s is
 * given up. They do not wait for a loop's thread.
 */
public final class RemoteLoops implements AutoCloseable {
  /** Set once a JVM has had a loop. */
  private static final String USED = "monoloop.used";

  /** To forget what one does not wait for is quick, or not worth it. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final long pid;
  private final Duration limit;
  private final @Nullable JMXConnector connector;
  private final @Nullable ObjectName name;

  private RemoteLoops(
      long pid, Duration limit, @Nullable JMXConnector connector, @Nullable ObjectName name) {
    this.pid = pid;
    this.limit = limit;
    this.connector = connector;
    this.name = name;
  }

  /**
   * A JVM that has used the library, or may have.
   *
   * @param pid its process
   * @param main its main class or jar file, with arguments, as far as it tells
   * @param problem null if it has had a loop; otherwise why it does not say whether it has
   */
  public record Process(long pid, String main, @Nullable String problem) {}

  /**
   * Lists the JVMs of this user, other than this one, that have had a loop, and those that do not
   * answer.
   *
   * @return by process number; those that refuse to be asked are left out
   */
  public static List<Process> list() {
    List<Process> found = new ArrayList<>();
    for (VirtualMachineDescriptor d : VirtualMachine.list()) {
      long pid = Attachment.pidOf(d);
      if (pid > 0 && pid != ProcessHandle.current().pid()) {
        try {
          if (hasLoops(pid)) {
            found.add(new Process(pid, d.displayName(), null));
          }
        } catch (Patience.Unanswered e) {
          found.add(new Process(pid, d.displayName(), e.getMessage()));
        } catch (IOException e) {
          continue; // it has ended, or does not want to be asked
        }
      }
    }
    found.sort((a, b) -> Long.compare(a.pid(), b.pid()));
    return found;
  }

  private static boolean hasLoops(long pid) throws IOException {
    return Attachment.ask(
            pid, Patience.LIMIT, vm -> vm.getSystemProperties().getProperty(USED))
        != null;
  }

  /**
   * Connects to the JVM of a process; this JVM's own is allowed.
   *
   * @return close it in the end
   * @throws IOException if there is no such process, it is no JVM that answers this user in time,
   *     or it has no monoloop on its class path; the message tells which
   */
  public static RemoteLoops attach(long pid) throws IOException {
    return attach(pid, Patience.LIMIT);
  }

  static RemoteLoops attach(long pid, Duration limit) throws IOException {
    if (pid == ProcessHandle.current().pid()) {
      return new RemoteLoops(pid, limit, null, null);
    }
    String address = Attachment.ask(pid, limit, VirtualMachine::startLocalManagementAgent);
    return Patience.within(limit, pid, () -> connect(pid, limit, address), RemoteLoops::close);
  }

  private static RemoteLoops connect(long pid, Duration limit, String address)
      throws IOException {
    ClassLoader ours = Objects.requireNonNull(RemoteLoops.class.getClassLoader());
    JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL(address), Map.of("jmx.remote.default.class.loader", ours));
    try {
      ObjectName name = new ObjectName("monoloop:type=RemoteDumps,id=" + UUID.randomUUID());
      connector.getMBeanServerConnection().createMBean(RemoteDumps.class.getName(), name);
      return new RemoteLoops(pid, limit, connector, name);
    } catch (ReflectionException e) {
      connector.close();
      throw new IOException(
          "process "
              + pid
              + " has no monoloop, or an older one, on its class path, so it has no loops to show",
          e);
    } catch (JMException | IOException | RuntimeException e) {
      connector.close();
      throw new IOException("process " + pid + " does not let itself be asked: " + e, e);
    }
  }

  /** Takes the dumps of all loops of the other JVM; as {@link #dump(Duration)} within a second. */
  public List<LoopDump> dump() throws IOException {
    return dump(Duration.ofSeconds(1));
  }

  /**
   * Takes the dumps of all loops of the other JVM.
   *
   * @param patience how long each loop may take to answer, all at the same time; see {@link
   *     monoloop.Loop#dump(Duration)}
   * @return one for each loop that is open, oldest first
   * @throws IOException if that JVM has ended or does not answer, or its version of the library is
   *     too different
   */
  public List<LoopDump> dump(Duration patience) throws IOException {
    long millis = patience.toMillis();
    if (connector == null || name == null) {
      return new RemoteDumps().dumps(millis);
    }
    return Patience.within(
        limit.plus(patience), pid, () -> dumps(connector, name, millis), late -> {});
  }

  @SuppressWarnings("unchecked")
  private List<LoopDump> dumps(JMXConnector connector, ObjectName name, long millis)
      throws IOException {
    try {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return (List<LoopDump>)
          server.invoke(
              name, "dumps", new Object[] {millis}, new String[] {long.class.getName()});
    } catch (InvalidClassException e) {
      throw new IOException("process " + pid + " runs another version of monoloop", e);
    } catch (JMException | RuntimeMBeanException e) {
      throw new IOException("process " + pid + " failed to describe its loops: " + e, e);
    } catch (IOException e) {
      throw new IOException("process " + pid + " does not answer any more: " + e.getMessage(), e);
    }
  }

  /** Removes what {@link #attach} has put into the other JVM. */
  @Override
  public void close() {
    if (connector != null && name != null) {
      try {
        Patience.within(CLOSING, pid, () -> remove(connector, name), late -> {});
      } catch (IOException gone) {
        // so is what was to be removed, or it does not answer
      }
    }
  }

  private static boolean remove(JMXConnector connector, ObjectName name)
      throws IOException, JMException {
    try (connector) {
      connector.getMBeanServerConnection().unregisterMBean(name);
    }
    return true;
  }

  /** {@code RemoteLoops[1234]}. */
  @Override
  public String toString() {
    return "RemoteLoops[" + pid + "]";
  }
}
