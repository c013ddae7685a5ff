import { lstatSync, readdirSync } from 'node:fs'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { environmentOf, type Listener, type RunProcess } from './run-processes.ts'

/** How long a port may take to answer a question, in milliseconds. */
const ANSWER_MS = 3_000

/** What a port wants of a stranger before it does anything for them, found by asking it. */
export async function whatItAsks({ port }: Pick<Listener, 'port'>): Promise<string> {
  const secure = await ask(requestSecure, port)
  if (secure)
    return secure.status === 403 && /authentication token|signature/i.test(secure.body) ? 'TLS and a signature' : 'TLS'
  const plain = await ask(requestPlain, port)
  if (plain) return plain.status === 401 || plain.status === 403 ? 'a secret' : 'nothing'
  return /This is not an HTTP port/.test(await rawAnswer(port))
    ? 'nothing, over its transport protocol'
    : 'a protocol unknown here'
}

/** Each file, folder and socket under a folder, as `mode path`; what is in the folder of an engine is left out. */
export function pathsUnder(folder: string, rename: (path: string) => string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    const isEngines = /^(opensearch|neptune)-\d+$/.test(entry.name)
    const mode = (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')
    const suffix = entry.isDirectory() ? '/' : ''
    const row = `${mode} ${rename(path)}${suffix}`
    return entry.isDirectory() && !isEngines ? [row, ...pathsUnder(path, rename)] : [row]
  })
}

/** What a process got of the shell's environment, and what the run has added to it. */
export function environmentRow(
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

function ask(request: Request, port: number): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/', rejectUnauthorized: false, timeout: ANSWER_MS, agent: false },
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

function rawAnswer(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
    socket.setTimeout(ANSWER_MS, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}
