/**
 * The share of the heap that requests may reserve before a circuit breaker rejects one. By default the server counts all that
 * its heap holds, and thousands of small tests make so much garbage that it rejects requests until a late collection. The
 * rest of the heap is for what an idle server holds (65 MB), the index buffer and the caches.
 */
const breakers = {
  'indices.breaker.total.use_real_memory': 'false',
  'indices.breaker.total.limit': '60%',
  'indices.breaker.request.limit': '50%',
  'indices.breaker.fielddata.limit': '30%',
  'network.breaker.inflight_requests.limit': '50%',
}

/**
 * How often the server frees what it has cached of deleted indices. A count, or a search without hits, keeps all of its index
 * until then, some 150 kB. The default is a minute, in which there may be a thousand tests.
 */
const cleanup = { 'indices.cache.cleanup_interval': '1s' }

/** The settings on every target: a cluster of one node, which keeps writing when the disk is nearly full. */
export const nodeSettings: Readonly<Record<string, string>> = {
  'discovery.type': 'single-node',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
  ...breakers,
  ...cleanup,
}

/** The configuration file of a server on this machine, which listens on loopback. */
export const settings = Object.entries({ ...nodeSettings, 'network.host': '127.0.0.1' })
  .map(([name, value]) => `${name}: ${value}\n`)
  .join('')

/** The logging configuration: everything goes to standard output, and from there to the engine's log. */
export const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`
