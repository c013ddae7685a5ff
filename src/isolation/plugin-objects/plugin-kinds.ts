import type { Details, PluginKind } from './plugin-kind.ts'
import { by, keyed, listed, MOST, searched } from './plugin-kind.ts'

/** Policies and jobs of index management. */
const managed = (details: Omit<Details, 'plugin'> & { readonly member: string; readonly id: readonly string[] }) =>
  listed({
    plugin: 'opensearch-index-management',
    list: { method: 'GET', path: details.path, querystring: { size: MOST } },
    tellsMaking: true,
    ...details,
  })

const security = (kind: string, name: string, more: Partial<PluginKind> = {}) =>
  keyed({
    ...{ kind, plugin: 'opensearch-security', path: `/_plugins/_security/api/${name}` },
    ...{ tellsMaking: true, hasOwn: true, ...more },
  })

const learning = (kind: string, name: string, more: Partial<PluginKind> = {}) =>
  searched({
    ...{ kind, plugin: 'opensearch-ml', path: `/_plugins/_ml/${name}` },
    // A workflow makes them by itself.
    ...{ alsoBy: ['/_plugins/_flow_framework/workflow'], ...more },
  })

const relevance = (kind: string, name: string) =>
  searched({ kind, plugin: 'opensearch-search-relevance', path: `/_plugins/_search_relevance/${name}` })

const analytics = (kind: string, name: string, more: Partial<PluginKind> = {}) =>
  searched({ kind, plugin: 'opensearch-security-analytics', path: `/_plugins/_security_analytics/${name}`, ...more })

/** Both are found by one search, and deleted apart: a workflow is a composite monitor. */
const alerting = (name: string) =>
  searched({
    ...{ kind: `alerting ${name}`, plugin: 'opensearch-alerting', path: `/_plugins/_alerting/${name}s` },
    list: {
      ...{ method: 'POST', path: '/_plugins/_alerting/monitors/_search' },
      body: { size: MOST, query: { exists: { field: name } } },
    },
  })

const workload = (name: string) =>
  listed({
    kind: name.replace('_', ' '),
    plugin: 'workload-management',
    path: `/_wlm/${name}`,
    namedInBody: true,
    member: `${name}s`,
    id: ['name'],
  })

/**
 * Every kind of object that the plugins of OpenSearch 2.17 to 3.5 keep, those of the images and of OpenSearch Service, in
 * the order in which they can be removed.
 *
 * What is none of these: search contexts (scrolls, points in time), asynchronous searches, SQL cursors and tasks expire, the
 * first with their indices; results, alerts and findings go with what they are of; what is in an index that has a name, as
 * the objects of Dashboards, goes with the index; settings of plugins are settings of the cluster; rules of replication need
 * a second cluster.
 */
export const pluginKinds: readonly PluginKind[] = [
  searched({
    ...{
      kind: 'flow framework workflow',
      plugin: 'opensearch-flow-framework',
      path: '/_plugins/_flow_framework/workflow',
    },
    ...{ end: by('_deprovision'), deleteQuery: { clear_status: 'true' } },
  }),
  analytics('security analytics detector', 'detectors'),
  analytics('security analytics correlation rule', 'correlation/rules'),
  analytics('security analytics rule', 'rules', {
    list: {
      ...{
        method: 'POST',
        path: '/_plugins/_security_analytics/rules/_search',
        querystring: { pre_packaged: 'false' },
      },
      body: { size: MOST, query: { match_all: {} } },
    },
    deleteQuery: { forced: 'true' },
  }),
  analytics('security analytics log type', 'logtype', { hasOwn: true }),
  analytics('threat intel source', 'threat_intel/sources'),
  alerting('monitor'),
  alerting('workflow'),
  searched({
    ...{
      kind: 'anomaly detector',
      plugin: 'opensearch-anomaly-detection',
      path: '/_plugins/_anomaly_detection/detectors',
    },
    end: by('_stop'),
  }),
  searched({
    ...{ kind: 'forecaster', plugin: 'opensearch-anomaly-detection', path: '/_plugins/_forecast/forecasters' },
    end: by('_stop'),
  }),
  managed({ kind: 'rollup', path: '/_plugins/_rollup/jobs', member: 'rollups', id: ['_id'] }),
  managed({
    ...{ kind: 'transform', path: '/_plugins/_transform', member: 'transforms', id: ['_id'] },
    deleteQuery: { force: 'true' },
  }),
  managed({ kind: 'ISM policy', path: '/_plugins/_ism/policies', member: 'policies', id: ['_id'] }),
  managed({ kind: 'snapshot management policy', path: '/_plugins/_sm/policies', member: 'policies', id: ['name'] }),
  listed({
    ...{ kind: 'notification config', plugin: 'opensearch-notifications', path: '/_plugins/_notifications/configs' },
    ...{ idFrom: 'server', member: 'config_list', id: ['config_id'] },
    list: { method: 'GET', path: '/_plugins/_notifications/configs', querystring: { max_items: MOST } },
  }),
  listed({
    ...{ kind: 'report definition', plugin: 'opensearch-reports-scheduler', path: '/_plugins/_reports/definition' },
    ...{ idFrom: 'server', member: 'reportDefinitionDetailsList', id: ['id'] },
    list: { method: 'GET', path: '/_plugins/_reports/definitions', querystring: { maxItems: MOST } },
  }),
  listed({
    ...{ kind: 'observability object', plugin: 'opensearch-observability', path: '/_plugins/_observability/object' },
    ...{ idFrom: 'server', member: 'observabilityObjectList', id: ['objectId'] },
    list: { method: 'GET', path: '/_plugins/_observability/object', querystring: { maxItems: MOST } },
  }),
  listed({
    kind: 'SQL data source',
    plugin: 'opensearch-sql',
    path: '/_plugins/_query/_datasources',
    id: ['name'],
    tellsMaking: true,
    namedInBody: true,
    hasOwn: true,
  }),
  learning('ML agent', 'agents', { hasOwn: true }),
  learning('ML model', 'models', {
    // Long models are kept in pieces, which go with them.
    list: {
      ...{ method: 'POST', path: '/_plugins/_ml/models/_search' },
      body: { size: MOST, _source: ['name'], query: { bool: { must_not: { exists: { field: 'chunk_number' } } } } },
    },
    ...{ end: by('_undeploy'), hasOwn: true },
  }),
  learning('ML model group', 'model_groups', { hasOwn: true }),
  learning('ML connector', 'connectors'),
  // Of those that are off as a rule: nobody may list them then, and no workflow makes one.
  learning('ML memory container', 'memory_containers', { alsoBy: [] }),
  listed({
    ...{ kind: 'ML memory', plugin: 'opensearch-ml', path: '/_plugins/_ml/memory', idFrom: 'server' },
    ...{ member: 'memories', id: ['memory_id'] },
    list: { method: 'GET', path: '/_plugins/_ml/memory', querystring: { max_results: MOST } },
  }),
  relevance('search relevance experiment', 'experiments'),
  relevance('search relevance judgment', 'judgments'),
  relevance('search configuration', 'search_configurations'),
  relevance('search relevance query set', 'query_sets'),
  keyed({ kind: 'learning-to-rank store', plugin: 'opensearch-ltr', path: '/_ltr', member: 'stores' }),
  listed({
    ...{ kind: 'ip2geo data source', plugin: 'opensearch-geospatial', path: '/_plugins/geospatial/ip2geo/datasource' },
    ...{ member: 'datasources', id: ['name'] },
  }),
  searched({ kind: 'k-NN model', plugin: 'opensearch-knn', path: '/_plugins/_knn/models', idFrom: 'client' }),
  listed({
    ...{ kind: 'workload group rule', plugin: 'workload-management', path: '/_rules/workload_group', idFrom: 'server' },
    ...{ member: 'rules', id: ['id'] },
  }),
  // Of one thing the first is the older name.
  workload('query_group'),
  workload('workload_group'),
  security('security role mapping', 'rolesmapping'),
  security('security user', 'internalusers', { alsoBy: ['/_plugins/_security/api/user'] }),
  security('security role', 'roles'),
  security('security action group', 'actiongroups'),
  security('security tenant', 'tenants'),
]
