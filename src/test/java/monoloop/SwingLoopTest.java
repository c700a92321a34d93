package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.GraphicsEnvironment;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A loop on Swing's event queue, in a real window. */
class SwingLoopTest {
  private final List<String> trail = new ArrayList<>();
  private Loop loop;
  private JFrame window;
  private JButton button;

  @BeforeEach
  void open() throws Exception {
    assumeFalse(
        GraphicsEnvironment.isHeadless(),
        "there is no display; to run this test, start the build under xvfb-run");
    CountDownLatch opened = new CountDownLatch(1);
    SwingUtilities.invokeAndWait(
        () -> {
          window = new JFrame("monoloop");
          button = new JButton("click me");
          window.add(button);
          window.addWindowListener(
              new WindowAdapter() {
                @Override
                public void windowOpened(WindowEvent e) {
                  opened.countDown();
                }
              });
          window.pack();
          window.setVisible(true);
        });
    opened.await();
    loop = Loop.on(SwingUtilities::invokeLater);
  }

  @AfterEach
  void dispose() throws Exception {
    if (window != null) {
      loop.close();
      SwingUtilities.invokeAndWait(window::dispose);
    }
  }

  @Test
  void callbacks_and_timers_run_on_the_event_queue_in_order() {
    String order =
        loop.run(
            Mono.create(
                sink -> {
                  trail.add("on the queue " + SwingUtilities.isEventDispatchThread());
                  loop.callLater(Duration.ofMillis(10), () -> trail.add("timer"));
                  loop.callSoon(() -> trail.add("soon"));
                  loop.callLater(
                      Duration.ofMillis(20), () -> sink.success(String.join(", ", trail)));
                }));

    assertEquals("on the queue true, soon, timer", order);
  }

  @Test
  void the_window_stays_responsive_while_the_loop_is_always_busy() throws Exception {
    boolean[] clicked = new boolean[1];
    Runnable[] busy = new Runnable[1];
    Mono<String> main =
        Mono.create(
            sink -> {
              busy[0] =
                  () -> {
                    if (clicked[0]) {
                      sink.success("the click came through");
                    } else {
                      loop.callSoon(busy[0]);
                    }
                  };
              busy[0].run();
              // the click is an event of the queue, behind at most one turn of ours
              SwingUtilities.invokeLater(button::doClick);
            });
    SwingUtilities.invokeAndWait(() -> button.addActionListener(e -> clicked[0] = true));

    assertEquals("the click came through", loop.run(main));
  }

  @Test
  void a_coroutine_changes_the_window_between_two_waits() throws Exception {
    Mono<String> main =
        Async.async(
            co -> {
              button.setText("working");
              co.await(Async.sleep(Duration.ofMillis(5)));
              assertTrue(SwingUtilities.isEventDispatchThread());
              button.setText("done");
              return button.getText();
            });

    assertEquals("done", loop.run(main));
  }

  @Test
  void only_turns_are_on_the_loop() throws Exception {
    assertTrue(loop.run(Mono.fromSupplier(loop::isCurrent)));

    boolean[] outside = {true};
    SwingUtilities.invokeAndWait(() -> outside[0] = loop.isCurrent());

    assertFalse(outside[0]);
  }
}
