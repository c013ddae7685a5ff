import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** What a container is asked to be, of what matters here. */
export interface Asked {
  readonly Labels?: Readonly<Record<string, string>>
  readonly StopTimeout?: number
  readonly HostConfig: {
    readonly Ulimits?: readonly unknown[]
    readonly Tmpfs?: Readonly<Record<string, string>>
    readonly PortBindings: Readonly<Record<string, unknown>>
  }
}

export interface PodmanOptions {
  /** The path of its socket, or a port of this machine. */
  readonly at: string | 'loopback'
  /** The containers that are there already: their labels by their ids. */
  readonly there?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface PodmanApi {
  /** For DOCKER_HOST. */
  readonly host: string
  /** What was asked for, in order, whether or not it was made. */
  readonly asked: readonly Asked[]
  /** Which are there, by their ids. */
  readonly containers: ReadonlyMap<string, Asked>
}

/** Any file of its containers, all of which are empty: the first block of a tar archive, as far as it is read. */
const archive = Buffer.alloc(1_536)
archive.write('file')
archive.write('0', 156)

const nothing = { PortBindings: {} }

interface Answer {
  readonly status: number
  readonly body?: unknown
}

/** The options that Podman takes for a mount in memory. */
const mountOption = /^(rw|ro|U|(no)?(exec|dev|suid|tmpcopyup)|(size|mode)=\w+)$/

/**
 * The API of Podman 4.3 without a root, with crun, as far as a container needs it that is started by testcontainers: what it
 * says was seen of the real one. Nothing runs in its containers. It has every image, and each exposes a port that nobody
 * asks for.
 */
export async function podmanApi({ at, there = {} }: PodmanOptions): Promise<PodmanApi> {
  const asked: Asked[] = []
  const containers = new Map(Object.entries(there).map(([id, Labels]) => [id, { Labels, HostConfig: nothing }]))
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, asked, containers)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body))
  })
  if (at === 'loopback') server.listen(0, '127.0.0.1')
  else server.listen(at)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = at === 'loopback' ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${at}`
  return { host, asked, containers }
}

async function answer(request: IncomingMessage, asked: Asked[], containers: Map<string, Asked>): Promise<Answer> {
  const { pathname: path } = new URL(request.url ?? '', 'http://podman')
  if (path === '/info') return { status: 200, body: { ServerVersion: '4.3.1', OperatingSystem: 'debian' } }
  if (path.startsWith('/images/')) return { status: 200, body: { Id: 'image' } }
  if (path === '/containers/json') {
    const listed = [...containers].map(([Id, { Labels }]) => ({ Id, Names: [`/${Id}`], Image: 'image', Labels }))
    return { status: 200, body: listed }
  }
  if (path === '/containers/create') {
    const wanted = (await json(request)) as Asked
    asked.push(wanted)
    const unknown = Object.values(wanted.HostConfig.Tmpfs ?? {})
      .flatMap((options) => options.split(','))
      .find((option) => !mountOption.test(option))
    if (unknown) return failed(500, `container create: unknown mount option "${unknown}": invalid mount option`)
    const id = asked.length.toString(16).padStart(64, '0')
    containers.set(id, wanted)
    return { status: 201, body: { Id: id } }
  }
  const [, , id = '', rest] = path.split('/')
  const container = containers.get(id)
  if (!container) return failed(404, `no container with name or ID "${id}" found: no such container`)
  if (request.method === 'DELETE') {
    containers.delete(id)
    return { status: 204 }
  }
  if (rest === 'start' && container.HostConfig.Ulimits?.length) {
    return failed(500, 'crun: setrlimit `RLIMIT_NOFILE`: Operation not permitted: OCI permission denied')
  }
  if (rest === 'json') return { status: 200, body: inspected(id, container) }
  request.resume()
  if (rest === 'archive' && request.method === 'GET') return { status: 200, body: archive }
  return { status: rest === 'start' ? 204 : 200 }
}

const failed = (status: number, message: string): Answer => ({ status, body: { message, response: status } })

const UNPUBLISHED = { '9300/tcp': null }

function inspected(id: string, { HostConfig }: Asked): unknown {
  const ports = Object.keys(HostConfig.PortBindings)
  const isStarted = !HostConfig.Ulimits?.length
  return {
    Id: id,
    Name: '/engine',
    Config: { Hostname: 'engine', Labels: {} },
    State: { Status: isStarted ? 'running' : 'created', Running: isStarted, ExitCode: 0, OOMKilled: false, Error: '' },
    HostConfig: { ...HostConfig, PortBindings: { ...HostConfig.PortBindings, ...UNPUBLISHED } },
    NetworkSettings: {
      Networks: {},
      Ports: {
        ...Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '45387' }]])),
        ...UNPUBLISHED,
      },
    },
  }
}
