import { lstatSync, readdirSync } from 'node:fs'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { environmentOf, listenersOf, type RunProcess, unixSocketsOf } from '../run-processes.ts'

/** How long a port may take to answer a question, in milliseconds. */
const ANSWER_MS = 3_000

/** Variables of a developer's shell that are nobody else's business. */
export const shellSecrets = {
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDBYATEST00',
  AWS_SECRET_ACCESS_KEY: 'planted-by-a-test',
  GITHUB_TOKEN: 'planted-by-a-test-too',
}

/** What of a run others on its machine could reach, as the tables of SECURITY.md have it, each row its cells with ` | `. */
export interface Exposure {
  /** Process, address, what it asks for. */
  readonly ports: readonly string[]
  /** Mode and path, without what is random in it. */
  readonly paths: readonly string[]
  /** Process, secrets of the shell that it was given, what was added to the environment. */
  readonly env: readonly string[]
}

/** What these processes of a run show; their main one is among them. What is in the folder of an engine is left out. */
export async function exposureOf(processes: readonly RunProcess[]): Promise<Exposure> {
  const main = environmentOf(processes.find(({ role }) => role === 'main')!.pid)
  const temporary = main.TMPDIR!
  const rename = renamed(temporary, '$TMPDIR')
  const memory = unixSocketsOf(processes).filter((path) => path.startsWith('/dev/shm/'))
  const folders = [temporary, ...memory.map((path) => path.replace(/\/alive$/, ''))]
  return {
    ports: await portRows(processes),
    paths: unique(folders.flatMap((folder) => pathsUnder(folder, rename))),
    env: unique(
      processes
        .filter(({ role }) => ['daemon', 'worker', 'opensearch', 'gremlin'].includes(role))
        .map((each) => environmentRow(each, main, shellSecrets)),
    ),
  }
}

/** Where these processes listen, and what they ask for there. */
export async function portRows(processes: readonly RunProcess[]): Promise<string[]> {
  const rows: string[] = []
  for (const { role, address, port } of listenersOf(processes)) {
    rows.push(`${role} | ${address} | ${await whatItAsks({ port })}`)
  }
  return unique(rows)
}

export const unique = (rows: readonly string[]): string[] => [...new Set(rows)].sort()

/** Without what is random in a path, and with a name for that folder: `$TMPDIR/vaf-<uid>/<daemon>/daemon.sock`. */
export const renamed = (folder: string, name: string) => (path: string) =>
  path
    .replace(folder, () => name)
    .replace(/\/dev\/shm\/vaf-\d+-[0-9a-f]{32}/, '/dev/shm/vaf-<uid>-<random>')
    .replace(/vaf-\d+(?=\/|$)/, 'vaf-<uid>')
    .replace(/\/[0-9a-f]{8}-\d+(?=\/|$)/, '/<daemon>')
    .replace(/\/vaf-[a-z0-9]{5}(?=[/.]|$)/, '/<run>')
    .replace(/\/vaf-[a-z0-9]{5}-[A-Za-z0-9]{6}(?=\/|$)/, '/<run>-<random>')
    .replace(/\/(opensearch|neptune)-\d+$/, '/<engine>')
    .replace(/\/tests-\d+\.json$/, '/tests-<worker>.json')

/** Where somebody can connect to; the host is 127.0.0.1 by default. */
interface Reached {
  readonly host?: string
  readonly port: number
}

/** What a port wants of a stranger before it does anything for them, found by asking it. */
export async function whatItAsks(reached: Reached): Promise<string> {
  const secure = await ask(requestSecure, reached)
  if (secure)
    return secure.status === 403 && /authentication token|signature/i.test(secure.body) ? 'TLS and a signature' : 'TLS'
  const plain = await ask(requestPlain, reached)
  if (plain) return plain.status === 401 || plain.status === 403 ? 'a secret' : 'nothing'
  return /This is not an HTTP port/.test(await rawAnswer(reached))
    ? 'nothing, over its transport protocol'
    : 'a protocol unknown here'
}

/** Each file, folder and socket under a folder, as `mode | path`; what is in the folder of an engine is left out. */
export function pathsUnder(folder: string, rename: (path: string) => string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    const isEngines = /^(opensearch|neptune)-\d+$/.test(entry.name)
    const mode = (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')
    const suffix = entry.isDirectory() ? '/' : ''
    const row = `${mode} | ${rename(path)}${suffix}`
    return entry.isDirectory() && !isEngines ? [row, ...pathsUnder(path, rename)] : [row]
  })
}

/** What a process got of the shell's environment, and what the run has added to it. */
function environmentRow(
  { pid, role }: RunProcess,
  main: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): string {
  const env = environmentOf(pid)
  const passed = Object.keys(secrets).filter((name) => env[name] === secrets[name])
  const added = Object.keys(env).filter((name) => !(name in main))
  const list = (names: string[]) => names.sort().join(' ') || 'none'
  return `${role} | ${list(passed)} | ${list(added)}`
}

type Request = typeof requestPlain | typeof requestSecure

function ask(
  request: Request,
  { host = '127.0.0.1', port }: Reached,
): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { host, port, path: '/', rejectUnauthorized: false, timeout: ANSWER_MS, agent: false },
      async (response) => {
        let body = ''
        try {
          for await (const chunk of response.setEncoding('utf8')) body += chunk
        } catch {
          // What came before it broke off is what there is.
        }
        resolve({ status: response.statusCode ?? 0, body })
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(undefined))
    asked.end()
  })
}

function rawAnswer({ host = '127.0.0.1', port }: Reached): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, host, () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
    socket.setTimeout(ANSWER_MS, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}
