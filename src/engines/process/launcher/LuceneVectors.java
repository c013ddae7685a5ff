import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.index.mapper.Mapper;
import org.opensearch.index.mapper.MapperParsingException;
import org.opensearch.index.mapper.ObjectMapper;
import org.opensearch.knn.plugin.KNNPlugin;
import org.opensearch.knn.plugin.rest.RestTrainModelHandler;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;

/**
 * k-NN as it is published for Maven, without its native libraries: a node that is to index a vector with faiss (the default
 * since 2.18) or nmslib fails to load them, and answers nothing for good. So a vector field is refused that would be
 * searched by an engine other than lucene. Without "index.knn" no engine is at work, and vectors are compared one by one.
 *
 * Here, and not at the gate: every mapping comes by with the settings of its index, whatever it was made of (templates,
 * placeholders in dynamic ones, settings that are changed or copied) and in whatever format it was sent.
 */
public final class LuceneVectors extends KNNPlugin {
  private static final String VECTOR = "knn_vector";

  @Override
  public Map<String, Mapper.TypeParser> getMappers() {
    Map<String, Mapper.TypeParser> mappers = new HashMap<>(super.getMappers());
    mappers.computeIfPresent(VECTOR, (type, parser) -> new Guarded(parser));
    return mappers;
  }

  @Override
  public List<RestHandler> getRestHandlers(
      Settings settings,
      RestController controller,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexSettings,
      SettingsFilter filter,
      IndexNameExpressionResolver resolver,
      Supplier<DiscoveryNodes> nodes) {
    return super.getRestHandlers(settings, controller, clusterSettings, indexSettings, filter, resolver, nodes).stream()
        .map(handler -> handler instanceof RestTrainModelHandler ? NoTraining.at(handler) : handler)
        .collect(Collectors.toList());
  }

  private static final class Guarded implements Mapper.TypeParser {
    private final Mapper.TypeParser parser;

    Guarded(Mapper.TypeParser parser) {
      this.parser = parser;
    }

    @Override
    public Mapper.Builder<?> parse(String name, Map<String, Object> field, ParserContext context) {
      refuseNative(name, field, context);
      return parser.parse(name, field, context);
    }

    @Override
    public Mapper.Builder<?> parse(
        String name, Map<String, Object> field, ParserContext context, ObjectMapper.Builder parent) {
      refuseNative(name, field, context);
      return parser.parse(name, field, context, parent);
    }
  }

  private static void refuseNative(String name, Map<String, Object> field, Mapper.TypeParser.ParserContext context) {
    if (!context.getSettings().getAsBoolean("index.knn", false)) return;
    Object method = field.get("method");
    Object engine = method instanceof Map ? ((Map<?, ?>) method).get("engine") : null;
    if ("lucene".equals(engine)) return;
    throw new MapperParsingException(
        "The field "
            + name
            + " is a knn_vector of the engine "
            + (engine == null ? "faiss (the default since 2.18)" : engine)
            + ", which needs native code that this stand-in does not have. Use \"method\": {\"name\": \"hnsw\", \"engine\":"
            + " \"lucene\"} here, or test it with the official image (target 'containers') or on a real domain (target"
            + " 'aws').");
  }
}
