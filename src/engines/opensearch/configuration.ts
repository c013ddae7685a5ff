/**
 * What requests may reserve of the heap before a breaker refuses one. The server would count what its heap holds, garbage
 * too: of that thousands of small tests make so much that it refuses them until a collection, which comes late. What is
 * reserved is not all that is used: the rest is for what an idle server holds (65 MB), the index buffer and the caches.
 */
const breakers = {
  'indices.breaker.total.use_real_memory': 'false',
  'indices.breaker.total.limit': '60%',
  'indices.breaker.request.limit': '50%',
  'indices.breaker.fielddata.limit': '30%',
  'network.breaker.inflight_requests.limit': '50%',
}

/**
 * How often the server lets go of what it has cached of indices that are gone. A count or a search without hits keeps
 * all of its index, some 150 kB, until then: by default that is a minute, in which there may be a thousand tests.
 */
const cleanup = { 'indices.cache.cleanup_interval': '1s' }

/** A cluster of one, that does not stop writing when the disk is nearly full, wherever it runs. */
export const nodeSettings: Readonly<Record<string, string>> = {
  'discovery.type': 'single-node',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
  ...breakers,
  ...cleanup,
}

/** The same as a file, for a server of this machine, on loopback. */
export const settings = Object.entries({ ...nodeSettings, 'network.host': '127.0.0.1' })
  .map(([name, value]) => `${name}: ${value}\n`)
  .join('')

/** Everything goes to standard output, and with it to the engine's log. */
export const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`
