package monoloop.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers side by side, the coroutine's divided by the others': {@code ServerRatio echo}, {@code
 * ServerRatio http}, or {@code ServerRatio echo http} for one after the other. All servers of
 * a kind run at the same time, one is under load, and they take turns, so that what else the
 * machine does hits all of them. A ratio of two rounds that were next to each other is what counts;
 * printed is the median of these.
 *
 * <p>Properties: {@code load}, the program that makes the load ({@code wrk} for HTTP, which must be
 * there; {@link EchoLoad} for echo, or one with the same arguments and output), {@code rounds},
 * {@code seconds} of each, {@code connections}, {@code modes}, of which the first is what the
 * others are compared with. With {@code echo.} or {@code http.} before its name a property counts
 * for that kind only.
 *
 * <p>The columns with an x are divided by the first mode's of the same round: more is better of the
 * rate and, since it is turned round, of the CPU; less is better of the two latencies.
 */
final class ServerRatio {
  private static final Pattern WRK_RATE = Pattern.compile("Requests/sec: *([0-9.]+)");
  private static final Pattern WRK_TIME = Pattern.compile("(50|99)% +([0-9.]+)(us|ms|s)");

  /** What one round has shown; times in microseconds. */
  private record Round(double rate, double p50, double p99, double cpu) {}

  private final boolean http;
  private final String load;
  private final int seconds;

  private ServerRatio(boolean http) {
    this.http = http;
    load = property("load", http ? "wrk" : "");
    seconds = Integer.parseInt(property("seconds", "2"));
  }

  private String property(String name, String otherwise) {
    return System.getProperty(
        (http ? "http." : "echo.") + name, System.getProperty(name, otherwise));
  }

  public static void main(String[] args) throws Exception {
    for (String kind : args) {
      new ServerRatio(kind.equals("http")).run();
    }
  }

  private void run() throws Exception {
    String main = "monoloop.bench." + (http ? "HttpServerHello" : "EchoServer");
    String modes = property("modes", http ? "plain,coroutine" : "raw,reactor,monoloop,copy");
    String connections = property("connections", http ? "50" : "50,500,1");
    List<ServerChild> servers = new ArrayList<>();
    try {
      for (String mode : modes.split(",")) {
        servers.add(new ServerChild(main, mode));
      }
      for (ServerChild server : servers) {
        measure(server, 50, Integer.parseInt(property("warmup", "8")));
      }
      System.out.printf(
          "%-16s %11s %10s %8s %8s %8s %7s %7s %7s %7s%n",
          http ? "http" : "echo",
          "connections",
          "req/s",
          "p50 us",
          "p99 us",
          "cpu us",
          "rate x",
          "cpu x",
          "p50 x",
          "p99 x");
      for (String n : connections.split(",")) {
        compare(servers, Integer.parseInt(n));
      }
    } finally {
      servers.forEach(ServerChild::close);
    }
  }

  private void compare(List<ServerChild> servers, int connections) throws Exception {
    int count = Integer.parseInt(property("rounds", "9"));
    Round[][] rounds = new Round[servers.size()][count];
    for (ServerChild server : servers) {
      measure(server, connections, 1);
    }
    for (int r = 0; r < count; r++) {
      for (int s = 0; s < servers.size(); s++) {
        rounds[s][r] = measure(servers.get(s), connections, seconds);
      }
    }
    for (int s = 0; s < servers.size(); s++) {
      Round[] mine = rounds[s];
      Round[] base = rounds[0];
      double[][] columns = new double[8][count];
      for (int r = 0; r < count; r++) {
        columns[0][r] = mine[r].rate;
        columns[1][r] = mine[r].p50;
        columns[2][r] = mine[r].p99;
        columns[3][r] = mine[r].cpu;
        columns[4][r] = mine[r].rate / base[r].rate;
        columns[5][r] = base[r].cpu / mine[r].cpu;
        columns[6][r] = mine[r].p50 / base[r].p50;
        columns[7][r] = mine[r].p99 / base[r].p99;
      }
      System.out.printf(
          Locale.ROOT,
          "%-16s %11d %10.0f %8.1f %8.1f %8.2f %7.3f %7.3f %7.3f %7.3f%n",
          servers.get(s).mode,
          connections,
          median(columns[0]),
          median(columns[1]),
          median(columns[2]),
          median(columns[3]),
          median(columns[4]),
          median(columns[5]),
          median(columns[6]),
          median(columns[7]));
    }
  }

  private Round measure(ServerChild server, int connections, int seconds) throws Exception {
    long before = server.busiestThreadNanos();
    String printed = output(command(server.port, connections, seconds));
    double cpu = (server.busiestThreadNanos() - before) / 1e3;
    if (!http) {
      String[] f = printed.trim().split(",");
      double rate = Double.parseDouble(f[0]);
      return new Round(
          rate, Double.parseDouble(f[1]), Double.parseDouble(f[2]), cpu / (rate * seconds));
    }
    Matcher found = WRK_RATE.matcher(printed);
    if (!found.find() || printed.contains("Non-2xx")) {
      throw new IllegalStateException(printed);
    }
    double rate = Double.parseDouble(found.group(1));
    double[] times = new double[2];
    for (Matcher m = WRK_TIME.matcher(printed); m.find(); ) {
      double unit = m.group(3).equals("us") ? 1 : m.group(3).equals("ms") ? 1e3 : 1e6;
      times[m.group(1).equals("50") ? 0 : 1] = Double.parseDouble(m.group(2)) * unit;
    }
    return new Round(rate, times[0], times[1], cpu / (rate * seconds));
  }

  private List<String> command(int port, int connections, int seconds) {
    String n = String.valueOf(connections);
    String s = String.valueOf(seconds);
    if (http) {
      String url = "http://127.0.0.1:" + port + "/";
      return List.of(load, "-t1", "-c" + n, "-d" + s + "s", "--latency", url);
    }
    List<String> numbers = List.of(String.valueOf(port), n, "1024", "0", s);
    List<String> command = new ArrayList<>(numbers);
    command.add(0, load.isEmpty() ? EchoLoad.class.getName() : load);
    return load.isEmpty() ? ServerChild.java(command) : command;
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = ServerChild.onCpu(1, command).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + printed);
    }
    return printed;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
