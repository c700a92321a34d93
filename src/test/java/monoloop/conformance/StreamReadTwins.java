package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.conformance.FedStream.decode;

import monoloop.Task;
import monoloop.io.ByteStream;
import monoloop.io.IncompleteReadException;
import monoloop.io.LimitOverrunException;
import reactor.core.publisher.Mono;

/** Twins of 232 to 238: reading from a stream that the program feeds. */
final class StreamReadTwins extends AsyncTwins {
  /** A read returns what is there, or waits; reading all waits for the end. */
  @Scenario("232_stream_read_variants")
  void readVariants() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          fed.feedData("abcdefgh");
          print(decode(co.await(r.read(3))));
          print(decode(co.await(r.read(100))));
          print(co.await(r.read(0)).length, "at_eof", r.isAtEnd());
          Task<byte[]> t = co.spawn(r.readAll());
          co.await(checkpoint());
          fed.feedData("tail ");
          co.await(checkpoint());
          print("read-all still waits", !t.isDone());
          fed.feedData("end");
          fed.feedEof();
          print(decode(co.await(t)), "at_eof", r.isAtEnd());
          print(co.await(r.readAll()).length);
          return null;
        });
  }

  /** So many bytes exactly; an early end carries what was read. */
  @Scenario("233_stream_readexactly")
  void readExactly() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          fed.feedData("12345678");
          print(decode(co.await(r.readExactly(3))));
          print(decode(co.await(r.readExactly(0))).isEmpty());
          Task<byte[]> t = co.spawn(r.readExactly(10));
          co.await(checkpoint());
          fed.feedData("90");
          fed.feedEof();
          try {
            co.await(t);
          } catch (IncompleteReadException e) {
            print(
                "IncompleteReadError partial", decode(e.partial()), "expected", e.expected());
          }
          print("left", co.await(r.readAll()).length);
          try {
            co.await(r.readExactly(-1));
          } catch (IllegalArgumentException e) {
            print(nameOf(e));
          }
          return null;
        });
  }

  /** Up to and with a separator; the rest is consumed at the end of input. */
  @Scenario("234_stream_readuntil")
  void readUntil() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          fed.feedData("key=value;;next;;rest");
          fed.feedEof();
          print(decode(co.await(r.readUntil(";;"))));
          print(decode(co.await(r.readUntil(";;"))));
          try {
            co.await(r.readUntil(";;"));
          } catch (IncompleteReadException e) {
            print(
                "partial", decode(e.partial()), "expected", e.expected() < 0 ? null : e.expected());
          }
          print("at_eof", r.isAtEnd());
          try {
            co.await(r.readUntil(""));
          } catch (IllegalArgumentException e) {
            print("empty separator refused");
          }
          return null;
        });
  }

  /** A separator may arrive in several chunks. */
  @Scenario("235_stream_readuntil_split_separator")
  void readUntilSplitSeparator() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          Task<byte[]> t = co.spawn(r.readUntil("END"));
          co.await(checkpoint()); // Python's reader searches at its own turn
          for (String chunk : new String[] {"dataE", "N", "EN", "Dmore"}) {
            fed.feedData(chunk);
            co.await(checkpoint());
            co.await(checkpoint());
            print("done", t.isDone());
          }
          print(decode(co.await(t)));
          fed.feedEof();
          print(decode(co.await(r.readAll())));
          return null;
        });
  }

  /** Without a separator within the limit data is kept, a line is dropped. */
  @Scenario("236_stream_limit_overrun")
  void limitOverrun() {
    run(
        co -> {
          FedStream fed = new FedStream(5);
          ByteStream r = fed.reader;
          fed.feedData("much too long\nok\n");
          try {
            co.await(r.readUntil("\n"));
          } catch (LimitOverrunException e) {
            print("LimitOverrunError, consumed hint", e.consumed());
          }
          print("kept:", decode(co.await(r.readExactly(4))));
          try {
            co.await(r.readLine());
          } catch (LimitOverrunException e) {
            print("ValueError");
          }
          print("next line:", co.await(r.readLine()));
          return null;
        });
  }

  /** A lost connection is raised by every read, and by one that waits. */
  @Scenario("237_stream_exception_set")
  void exceptionSet() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          Task<String> t = co.spawn(r.readLine());
          co.await(checkpoint());
          fed.setException(new ConnectionError("lost"));
          Object[][] calls = {
            {"waiting", t},
            {"readline", r.readLine()},
            {"read", r.read(1)},
            {"readexactly", r.readExactly(1)}
          };
          for (Object[] call : calls) {
            try {
              co.await((Mono<?>) call[1]);
            } catch (ConnectionError e) {
              print(call[0], e);
            }
          }
          return null;
        });
  }

  /** Only one task may wait. */
  @Scenario("238_stream_one_reader_at_a_time")
  void oneReaderAtATime() {
    run(
        co -> {
          FedStream fed = new FedStream();
          ByteStream r = fed.reader;
          Task<String> t = co.spawn(r.readLine());
          co.await(checkpoint());
          try {
            co.await(r.read(1));
          } catch (IllegalStateException e) {
            print("second reader refused");
          }
          fed.feedData("for the first\n");
          print(co.await(t));
          return null;
        });
  }
}
