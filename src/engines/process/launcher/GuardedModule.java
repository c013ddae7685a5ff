import java.util.List;
import org.opensearch.common.network.NetworkModule;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.netty4.Netty4HttpServerTransport;
import org.opensearch.transport.netty4.Netty4Transport;

/**
 * Takes the place of the plugin in OpenSearch's own module transport-netty4, where the server is started without the
 * launcher, as in a container: with the same settings, and with no other network than the guarded one.
 */
public final class GuardedModule extends GuardedNetwork {
  @Override
  public List<Setting<?>> getSettings() {
    return List.of(
        Netty4HttpServerTransport.SETTING_HTTP_NETTY_MAX_COMPOSITE_BUFFER_COMPONENTS,
        Netty4HttpServerTransport.SETTING_HTTP_WORKER_COUNT,
        Netty4HttpServerTransport.SETTING_HTTP_NETTY_RECEIVE_PREDICTOR_SIZE,
        Netty4Transport.WORKER_COUNT,
        Netty4Transport.NETTY_RECEIVE_PREDICTOR_SIZE,
        Netty4Transport.NETTY_RECEIVE_PREDICTOR_MIN,
        Netty4Transport.NETTY_RECEIVE_PREDICTOR_MAX,
        Netty4Transport.NETTY_BOSS_COUNT);
  }

  @Override
  public Settings additionalSettings() {
    return Settings.builder()
        .put(NetworkModule.HTTP_DEFAULT_TYPE_SETTING.getKey(), TYPE)
        .put(NetworkModule.TRANSPORT_DEFAULT_TYPE_SETTING.getKey(), TYPE)
        .build();
  }
}
