package monoloop.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells whether the library can do its best here. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Tries what the library needs, and says what to add for more speed.",
      "It looks at the JDK, the engine of each kind of body, sockets, optional libraries and"
          + " Jupyter. The exit status is 1 if something does not work."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Streams streams;

  DoctorCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Doctor doctor = new Doctor();
    doctor.examine();
    streams.out().println(doctor.report());
    return doctor.isIll() ? 1 : 0;
  }
}
