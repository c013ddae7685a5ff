/**
 * Does what testcontainers' Ryuk does, by the same protocol. A client says what is its own, a line for each filter
 * (`label=name=value`), and is answered `ACK`. When the last client has been gone for a while, whatever matches one of the
 * filters is removed, and this ends. Runs in a container, with the Docker engine's socket mounted.
 */
import { request } from 'node:http'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

const RYUK_LABEL = 'org.testcontainers.ryuk'

/** How long it waits for its first client, in milliseconds. */
const connectionMs = durationMs(process.env.RYUK_CONNECTION_TIMEOUT ?? '60s')

/** How long it waits for another client when the last has gone, in milliseconds. */
const reconnectionMs = durationMs(process.env.RYUK_RECONNECTION_TIMEOUT ?? '10s')

/** What the engine lists. */
interface Listed {
  readonly Id?: string
  /** In place of the id, of a volume. */
  readonly Name?: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

/** How each kind is listed and removed; containers first, for they use the others. */
const kinds = [
  { list: '/containers/json?all=true&', remove: (id: string) => `/containers/${id}?force=true&v=true` },
  { list: '/networks?', remove: (id: string) => `/networks/${id}` },
  { list: '/volumes?', remove: (id: string) => `/volumes/${id}?force=true` },
  { list: '/images/json?', remove: (id: string) => `/images/${id}` },
]

const filters = new Set<string>()
let clients = 0
let wait = setTimeout(() => void prune(), connectionMs)

const server = createServer((client) => {
  clients += 1
  clearTimeout(wait)
  // A client that is killed may leave so.
  client.on('error', (error) => console.log(error.message))
  client.on('close', () => {
    clients -= 1
    if (clients === 0) wait = setTimeout(() => void prune(), reconnectionMs)
  })
  createInterface(client).on('line', (line) => {
    if (line === '') return
    filters.add(line)
    client.write('ACK\n')
  })
})
server.listen(8080, () => console.log('Started'))
// The first process of a container has to deal with it by itself.
process.on('SIGTERM', () => process.exit())

async function prune(): Promise<void> {
  server.close()
  for (const filter of filters) {
    const given = Object.fromEntries([...new URLSearchParams(filter)].map(([name, value]) => [name, [value]]))
    for (const { list, remove } of kinds) {
      const answer = await ask('GET', `${list}filters=${encodeURIComponent(JSON.stringify(given))}`)
      for (const { Id, Name, Labels } of listed(JSON.parse(answer))) {
        // It carries its clients' labels itself.
        if (Labels?.[RYUK_LABEL] === 'true') continue
        const path = remove(Id ?? Name ?? '')
        // What somebody else removes at the same time, or still uses, is told, and does not keep from the rest.
        await ask('DELETE', path).then(
          () => console.log(`Removed ${path}`),
          (error: Error) => console.log(error.message),
        )
      }
    }
  }
  process.exit()
}

const listed = (answer: Listed[] | { Volumes: Listed[] | null }): Listed[] =>
  Array.isArray(answer) ? answer : (answer.Volumes ?? [])

function ask(method: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: '/var/run/docker.sock', method, path }, async (response) => {
      const said = await text(response)
      if ((response.statusCode ?? 0) < 300) resolve(said)
      else reject(new Error(`${method} ${path} failed: ${said.trim()}`))
    })
    asked.on('error', reject).end()
  })
}

/** As Go writes it, in one unit. */
function durationMs(written: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m)$/.exec(written) ?? []
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 }
  const ms = Number(count) * (units[unit ?? ''] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new Error(`${written} is no duration.`)
  return ms
}
