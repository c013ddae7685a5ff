import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.opensearch.rest.RestHandler;

/**
 * The training of k-NN models, refused: all of it is native code. Without it the training never ends, its model cannot be
 * deleted, and no other can be trained.
 *
 * By a proxy, for the client that a handler is given is of another package in each major version.
 */
final class NoTraining {
  private NoTraining() {}

  /** The handler at its paths, which answers every request with the reason. */
  static RestHandler at(RestHandler handler) {
    return (RestHandler)
        Proxy.newProxyInstance(
            RestHandler.class.getClassLoader(),
            new Class<?>[] {RestHandler.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handleRequest")) throw refusal();
              try {
                return method.invoke(handler, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static IllegalArgumentException refusal() {
    return new IllegalArgumentException(
        "The training of a k-NN model needs native code that this stand-in does not have. Use a field with \"method\":"
            + " {\"name\": \"hnsw\", \"engine\": \"lucene\"} here, which needs no model, or test it with the official image"
            + " (target 'containers') or on a real domain (target 'aws').");
  }
}
