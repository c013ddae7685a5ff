import java.util.Map;
import java.util.Optional;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.BigArrays;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.http.netty4.Netty4HttpServerTransport;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.SharedGroupFactory;

/**
 * OpenSearch's HTTP port with the guard. The guard sees the requests of HTTP/1.1 before their bodies are read; the
 * dispatcher asks again, and so covers whatever else reaches it, as over HTTP/2.
 */
final class GuardedHttp extends Netty4HttpServerTransport {
  GuardedHttp(
      Settings settings,
      NetworkService network,
      BigArrays arrays,
      ThreadPool threads,
      NamedXContentRegistry registry,
      HttpServerTransport.Dispatcher dispatcher,
      ClusterSettings clusterSettings,
      SharedGroupFactory groups,
      Tracer tracer) {
    super(settings, network, arrays, threads, registry, new Guarded(dispatcher), clusterSettings, groups, tracer);
  }

  @Override
  protected ChannelInboundHandlerAdapter createHeaderVerifier() {
    return new EngineGuard();
  }

  private static final class Guarded implements HttpServerTransport.Dispatcher {
    private final HttpServerTransport.Dispatcher next;

    Guarded(HttpServerTransport.Dispatcher next) {
      this.next = next;
    }

    @Override
    public Optional<RestHandler> dispatchHandler(
        String uri, String rawPath, RestRequest.Method method, Map<String, String> params) {
      return next.dispatchHandler(uri, rawPath, method, params);
    }

    @Override
    public void dispatchRequest(RestRequest request, RestChannel channel, ThreadContext context) {
      if (isGates(request)) next.dispatchRequest(request, channel, context);
      else refuse(channel);
    }

    @Override
    public void dispatchBadRequest(RestChannel channel, ThreadContext context, Throwable cause) {
      if (isGates(channel.request())) next.dispatchBadRequest(channel, context, cause);
      else refuse(channel);
    }

    private static boolean isGates(RestRequest request) {
      return EngineSecret.isIn(request.getAllHeaderValues("authorization"));
    }

    private static void refuse(RestChannel channel) {
      channel.sendResponse(new BytesRestResponse(RestStatus.FORBIDDEN, EngineGuard.REFUSAL));
    }
  }
}
