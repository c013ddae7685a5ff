import java.net.InetAddress;
import org.opensearch.Version;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.PageCacheRecycler;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.common.transport.BoundTransportAddress;
import org.opensearch.core.common.transport.TransportAddress;
import org.opensearch.core.indices.breaker.CircuitBreakerService;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.SharedGroupFactory;
import org.opensearch.transport.netty4.Netty4Transport;

/** The way from node to node, of a cluster of one: it opens no port, and nobody can connect to it. */
final class ClosedTransport extends Netty4Transport {
  /** What the node tells of itself where an address is asked for. Nobody listens there. */
  private static final TransportAddress NOWHERE = new TransportAddress(InetAddress.getLoopbackAddress(), 0);

  ClosedTransport(
      Settings settings,
      ThreadPool threads,
      NetworkService network,
      PageCacheRecycler recycler,
      NamedWriteableRegistry registry,
      CircuitBreakerService breakers,
      SharedGroupFactory groups,
      Tracer tracer) {
    super(settings, Version.CURRENT, threads, network, recycler, registry, breakers, groups, tracer);
  }

  @Override
  protected void bindServer(ProfileSettings profile) {
    // On purpose: no port.
  }

  @Override
  public BoundTransportAddress boundAddress() {
    return new BoundTransportAddress(new TransportAddress[] {NOWHERE}, NOWHERE);
  }
}
