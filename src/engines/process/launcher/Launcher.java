import java.io.IOException;
import java.util.Arrays;

/**
 * Takes the engine's secret from the first line of standard input. Then runs a main class for as long as somebody holds the
 * other end: when the daemon is gone, also by a kill -9, nothing holds it any more, and the engine ends at once. Works alike
 * on every platform.
 *
 * Arguments: the main class, and what it is given. The property "heap.watch" is what the names of those threads start with
 * whose evaluations HeapWatch keeps from filling the heap, separated by commas.
 */
public final class Launcher {
  public static void main(String[] arguments) throws Throwable {
    if (!EngineSecret.readFrom(System.in)) Runtime.getRuntime().halt(143);
    Thread watch = new Thread(Launcher::endWithInput, "daemon-watch");
    watch.setDaemon(true);
    watch.start();
    String evaluations = System.getProperty("heap.watch");
    if (evaluations != null) HeapWatch.start(evaluations);
    Class.forName(arguments[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException broken) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(143);
  }
}
