import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node by the runner of codelibs, with settings the runner's own main class leaves no way to: all the
 * roles that a data node of the service has (the runner's are without ingest, and its pipelines would not work), a free
 * port that the server takes by itself and tells in its log, and the network of GuardedNetwork.
 *
 * Arguments: those of the runner.
 */
public final class OpenSearchNode {
  public static void main(String[] arguments) throws Exception {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild(
        (number, settings) -> {
          settings.putList("node.roles", "cluster_manager", "data", "ingest", "remote_cluster_client");
          settings.put("http.port", "0");
          settings.put("http.type", GuardedNetwork.TYPE);
          settings.put("transport.type", GuardedNetwork.TYPE);
        });
    runner.build(arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
    Thread.currentThread().join();
  }

  private static void close(OpenSearchRunner runner) {
    try {
      runner.close();
    } catch (Exception late) {
      // The process ends anyway, and its folder is thrown away.
    }
  }
}
