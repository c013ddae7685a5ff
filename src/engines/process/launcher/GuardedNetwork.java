import java.util.Map;
import java.util.function.Supplier;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.BigArrays;
import org.opensearch.common.util.PageCacheRecycler;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.indices.breaker.CircuitBreakerService;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.plugins.NetworkPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.SharedGroupFactory;
import org.opensearch.transport.Transport;

/** A plugin of OpenSearch with the two types of network that OpenSearchNode chooses: HTTP with a guard, and no other port. */
public class GuardedNetwork extends Plugin implements NetworkPlugin {
  static final String TYPE = "guarded";

  @Override
  public Map<String, Supplier<Transport>> getTransports(
      Settings settings,
      ThreadPool threads,
      PageCacheRecycler recycler,
      CircuitBreakerService breakers,
      NamedWriteableRegistry registry,
      NetworkService network,
      Tracer tracer) {
    SharedGroupFactory groups = new SharedGroupFactory(settings);
    return Map.of(
        TYPE,
        () -> new ClosedTransport(settings, threads, network, recycler, registry, breakers, groups, tracer));
  }

  @Override
  public Map<String, Supplier<HttpServerTransport>> getHttpTransports(
      Settings settings,
      ThreadPool threads,
      BigArrays arrays,
      PageCacheRecycler recycler,
      CircuitBreakerService breakers,
      NamedXContentRegistry registry,
      NetworkService network,
      HttpServerTransport.Dispatcher dispatcher,
      ClusterSettings clusterSettings,
      Tracer tracer) {
    SharedGroupFactory groups = new SharedGroupFactory(settings);
    return Map.of(
        TYPE,
        () ->
            new GuardedHttp(
                settings, network, arrays, threads, registry, dispatcher, clusterSettings, groups, tracer));
  }
}
