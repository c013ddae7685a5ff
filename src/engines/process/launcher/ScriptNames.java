import java.net.URL;
import java.util.regex.Pattern;

/**
 * Answers at once that no class has a script's name. Groovy looks in its parent loaders for each variable of a script, as
 * for a class inside it: {@code Script7$graph3}. The JVM's own loader keeps a lock for every name it was ever asked for
 * ({@code ClassLoader.parallelLockMap}), and Gremlin Server compiles its initial script anew for each session of a
 * transaction: some 7 kB stayed of each, for as long as the process lived.
 */
final class ScriptNames extends ClassLoader {
  private static final Pattern SCRIPT = Pattern.compile("(?:groovy[./]runtime[./]metaclass[./])?Script\\d+\\b");

  private ScriptNames(ClassLoader parent) {
    super(parent);
  }

  /** For this thread and those it starts from now on. */
  static void answer() {
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(new ScriptNames(thread.getContextClassLoader()));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SCRIPT.matcher(name).lookingAt()) throw new ClassNotFoundException(name);
    return super.loadClass(name, resolve);
  }

  @Override
  public URL getResource(String name) {
    return SCRIPT.matcher(name).lookingAt() ? null : super.getResource(name);
  }
}
