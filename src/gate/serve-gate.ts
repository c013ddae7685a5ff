import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { signingNames } from '../base/endpoint.ts'
import { ConfigError, messageOf, ProvisionError } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import { rejectionAnswer, sendAnswerAndEnd, textAnswer } from './answer.ts'
import { Baselines } from './changes/baselines.ts'
import { ChangeLedger } from './changes/change-ledger.ts'
import type { ChangesOutsidePrefix } from './changes/changes-outside-prefix.ts'
import { EngineReplacement } from './changes/engine-replacement.ts'
import { SETTLE_MS } from './changes/own-requests.ts'
import { PluginWrites } from './changes/plugin-writes.ts'
import { RejectedRequests } from './changes/rejected-requests.ts'
import { explainMismatch } from './diagnose/explain-mismatch.ts'
import type { GateContext } from './exchange.ts'
import type { Gate, GateOptions } from './gate.ts'
import type { MemoryLimit } from './gremlin/memory-limit.ts'
import { OpenSessions } from './gremlin/open-sessions.ts'
import { serveHttp } from './http-requests.ts'
import { type GateLimits, limitsOf } from './limits.ts'
import * as messages from './messages.ts'
import { BodyBudget } from './receive/body-storage.ts'
import { UnauthenticatedConnections } from './receive/unauthenticated-connections.ts'
import type { Upstream } from './relay/upstream.ts'
import type { RouterOf } from './relay/websocket-relay.ts'
import { isSearchingIn, SearchShare } from './rules/search-share.ts'
import type { ServiceRules } from './rules/service-rules.ts'
import { noMethod, plainHttp } from './service-rejections.ts'
import { headRejection, type VerifierOptions, verifySignature } from './verify/sigv4-verifier.ts'
import { Views } from './views/views.ts'
import { WebSocketUpgrades } from './websocket-upgrades.ts'

/** What makes a gate the one it is. */
export interface GateParts {
  readonly rules: ServiceRules
  readonly upstream: Upstream
  /** Values of `host` that mean this gate, besides those of its address; asked at each request. Default none. */
  readonly hosts?: () => readonly string[]
  /** Who routes the messages of a worker's WebSocket; without it WebSockets are not served. */
  readonly routerOf?: RouterOf
  /** What is said of queries that use up the engine's memory. */
  readonly memory?: MemoryLimit
  /** What was changed outside of the run's prefix; default: anything may have been. */
  readonly outside?: ChangesOutsidePrefix
}

/** Listens on 127.0.0.1, and verifies and relays what comes. Fails as `openGate` does. */
export async function serveGate(options: Omit<GateOptions, 'engine'>, parts: GateParts): Promise<Gate> {
  const { service, region, clock = systemClock } = options
  const { rules, upstream, routerOf } = parts
  const limits = limitsOf(options.limits)
  const server = createLimitedServer(options.tls, limits)
  const port = await listen(server, options)
  const own = ownHosts(port)
  const hosts = () => (parts.hosts ? [...own, ...parts.hosts()] : own)
  const unauthenticated = new UnauthenticatedConnections(limits.unauthenticatedConnections)
  server.on('connection', (socket: Socket) => unauthenticated.add(socket))
  const views = new Views({ runPrefix: options.viewsPrefix, identify: options.identify, clock })
  const verifier = (): VerifierOptions => ({
    region,
    service: signingNames[service],
    identify: (accessKeyId) => views.identify(accessKeyId),
    identities: () => [...(options.identities?.() ?? []), ...views.identities()],
    hosts: hosts(),
    explain: explainMismatch,
    now: () => clock.now(),
  })
  const context: GateContext = {
    service,
    rules,
    verify: (request) => verifySignature(request, verifier()),
    headRejection: (request) => headRejection(request, verifier()),
    unauthenticated,
    changes: new ChangeLedger(options.isPristine, clock),
    pluginWrites: new PluginWrites(),
    sessions: new OpenSessions(clock),
    markOf: options.markOf,
    bodies: new BodyBudget(limits),
    limits,
    upstream,
    clock,
    replacement: new EngineReplacement({ testAt: options.testAt, clock }),
    rejected: new RejectedRequests({ testAt: options.testAt, clock }),
    kept: new Baselines(service === 'neptune' ? options.graph?.keeper : undefined),
    views,
    outside: parts.outside,
    memory: parts.memory,
    ...{ admitWrite: options.admitWrite, shortage: options.shortage },
    searches:
      service === 'opensearch' && options.shared
        ? new SearchShare({ isShared: options.shared.isShared, isSearching: isSearchingIn(upstream), clock })
        : undefined,
    shared: service === 'opensearch' ? options.shared : undefined,
  }
  server.on('request', serveHttp(context))
  server.on('tlsClientError', (error: NodeJS.ErrnoException, { remoteAddress, remotePort }) => {
    const socket = unauthenticated.of({ remoteAddress, remotePort })
    if (error.code !== 'ERR_SSL_HTTP_REQUEST' || !socket) return
    const rejection = plainHttp(`https://127.0.0.1:${port}`)
    context.rejected.note(undefined, { method: 'plain HTTP to', path: `127.0.0.1:${port}` }, rejection)
    sendAnswerAndEnd(socket, textAnswer(rejection))
  })
  // Too many open files, for one: that client is not served, but the daemon and everybody's engines live on.
  server.on('error', () => {})
  // Node gives it to nobody else, and closes the connection without an answer.
  server.on('connect', (_, socket: Duplex) =>
    sendAnswerAndEnd(socket, rejectionAnswer(service, noMethod('CONNECT'), 'CONNECT')),
  )
  const upgrades = routerOf && new WebSocketUpgrades(context, routerOf)
  if (upgrades) server.on('upgrade', (request, socket, head) => upgrades.serve(request, socket, head))

  const hasChanged = (worker: number) => context.changes.hasChanged(worker) || context.kept.has(worker)
  let closing: Promise<void> | undefined
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    upgrades?.close()
    upstream.close()
    await closed
  }
  return {
    endpoint: {
      service,
      url: `https://127.0.0.1:${port}`,
      region,
      signingHost: `127.0.0.1:${port}`,
      ca: options.tls.authority,
    },
    hasChanged,
    async settle(timeoutMs = SETTLE_MS) {
      context.sessions.endAll(undefined)
      return (await context.changes.settle(undefined, timeoutMs)).underWay
    },
    pluginWrites: () => context.pluginWrites.all,
    canHaveMade: (name) => parts.outside?.canHaveMade(name) ?? true,
    makersOf: (name, createdAt) => parts.outside?.makersOf(name, createdAt) ?? [],
    rejected: () => context.rejected.count,
    underWay: () => context.replacement.underWay(),
    replaceEngine(message, replaced) {
      const workers = [...(options.identities?.() ?? [])].map(({ worker }) => worker)
      context.replacement.start(
        workers.filter((worker) => worker > 0 && hasChanged(worker)),
        message,
        replaced,
      )
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}

function createLimitedServer(tls: GateOptions['tls'], limits: GateLimits): Server {
  const server = createServer({
    cert: tls.certificate,
    key: tls.key,
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    // How often Node looks for requests whose time is up.
    connectionsCheckingInterval: Math.min(limits.headersMs, 5_000),
    maxHeaderSize: limits.headerBytes,
  })
  server.maxConnections = limits.connections
  return server
}

/**
 * The values of `host` that mean this gate. Without a port as well: the official OpenSearch client signs and sends
 * the bare host name whatever the port (opensearch-js#1089), as it may on AWS, where the port is the default one.
 */
function ownHosts(port: number): string[] {
  return ['127.0.0.1', 'localhost'].flatMap((name) => [`${name}:${port}`, name])
}

async function listen(server: Server, { service, port }: Pick<GateOptions, 'service' | 'port'>): Promise<number> {
  try {
    server.listen({ host: '127.0.0.1', port, exclusive: true })
    await once(server, 'listening')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    const lines = messages.cannotListen(service, port, messageOf(cause), code)
    const isChosenPort = code === 'EADDRINUSE' || code === 'EACCES'
    throw isChosenPort ? new ConfigError(lines, { cause }) : new ProvisionError(lines, { cause })
  }
  const { port: taken } = server.address() as AddressInfo
  return taken
}
