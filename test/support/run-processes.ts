import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process of a run, as the system shows it. */
export interface RunProcess {
  readonly pid: number
  readonly parent: number
  readonly uid: number
  readonly commandLine: string
  readonly role: Role
}

/** What a process is to a run; `other` is one that is not known here. */
export type Role = 'main' | 'worker' | 'daemon' | 'opensearch' | 'gremlin' | 'shell' | 'other'

/** A socket that a process listens on. */
export interface Listener {
  readonly pid: number
  readonly role: Role
  /** `127.0.0.1`, `::1`, `0.0.0.0`, `::` and so on. */
  readonly address: string
  readonly port: number
}

/**
 * The processes of the run with that marker (`NAME=value` in its environment) and that folder for temporary files: those
 * that carry the marker, those that name the folder in their command line or work in it, and all their descendants. An
 * engine need not have the run's environment.
 */
export function runProcesses({
  marker,
  temporary,
}: {
  readonly marker: string
  readonly temporary: string
}): RunProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => processOf(Number(name)) ?? [])
  const isMarked = ({ pid, commandLine }: RunProcess) =>
    read(pid, 'environ').split('\0').includes(marker) ||
    commandLine.includes(temporary) ||
    link(pid, 'cwd').startsWith(temporary)
  const found = new Set(all.filter(isMarked))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    const pids = new Set([...found].map(({ pid }) => pid))
    for (const each of all) if (pids.has(each.parent)) found.add(each)
  }
  return [...found]
}

/** The TCP sockets on which these processes listen, IPv4 and IPv6. */
export function listenersOf(processes: readonly RunProcess[]): Listener[] {
  return processes.flatMap(({ pid, role }) => {
    const sockets = new Set(openFiles(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []))
    return ['net/tcp', 'net/tcp6']
      .flatMap((file) => listeningIn(read(pid, file)))
      .filter(({ inode }) => sockets.has(inode))
      .map(({ address, port }) => ({ pid, role, address, port }))
  })
}

/** What is listened on, of the contents of `/proc/net/tcp` and `/proc/net/tcp6`. */
export function listeningIn(
  table: string,
): { readonly address: string; readonly port: number; readonly inode: string }[] {
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    if (state !== '0A' || !local || !inode) return []
    const [address, port] = local.split(':') as [string, string]
    return [{ address: toAddress(address), port: Number.parseInt(port, 16), inode }]
  })
}

/** The paths of Unix sockets these processes have bound; one without a name or in the abstract space as it is shown. */
export function unixSocketsOf(processes: readonly RunProcess[]): string[] {
  const paths = processes.flatMap(({ pid }) => {
    const sockets = new Set(openFiles(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []))
    return read(pid, 'net/unix')
      .split('\n')
      .flatMap((line) => {
        const [, , , flags, , , inode, path] = line.trim().split(/\s+/)
        const isListening = flags === '00010000'
        return isListening && inode && path && sockets.has(inode) ? [path] : []
      })
  })
  return [...new Set(paths)]
}

/** What the descriptors of a process lead to; none where it has ended. */
export function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => link(pid, `fd/${fd}`))
  } catch {
    return []
  }
}

/** The variables a process was started with. */
export function environmentOf(pid: number): Readonly<Record<string, string>> {
  const pairs = read(pid, 'environ').split('\0').filter(Boolean)
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

/** One process; `undefined` where there is none of that id, or it has ended. */
export function processOf(pid: number): RunProcess | undefined {
  const status = read(pid, 'status')
  const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1])
  const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
  if (!status || /^State:\s+Z/m.test(status)) return undefined
  const commandLine = read(pid, 'cmdline').replaceAll('\0', ' ').trim()
  return { pid, parent, uid, commandLine, role: roleOf(commandLine) }
}

function roleOf(commandLine: string): Role {
  if (/daemon\/server\/main\.[jt]s/.test(commandLine)) return 'daemon'
  if (/\bjava /.test(commandLine))
    return /opensearch/i.test(commandLine.replace(/-cp \S+/, '')) ? 'opensearch' : 'gremlin'
  if (/vitest\.mjs/.test(commandLine)) return 'main'
  if (/vitest.*(workers|forks)/.test(commandLine)) return 'worker'
  return /^(sh|unshare|setpriv) /.test(commandLine) ? 'shell' : 'other'
}

/** Addresses in /proc are words of 32 bits in the machine's own order, which is little-endian on all that run these tests. */
function toAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse()
  if (bytes.length === 4) return [...bytes].join('.')
  const isMapped = bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff'
  if (isMapped) return [...bytes.subarray(12)].join('.')
  const groups = Array.from({ length: 8 }, (_, n) => bytes.readUInt16BE(n * 2).toString(16))
  return groups
    .join(':')
    .replace(/^(0:){7}/, '::')
    .replace(/^::0$/, '::')
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended in the meantime.
    return ''
  }
}

function link(pid: number, file: string): string {
  try {
    return readlinkSync(`/proc/${pid}/${file}`)
  } catch {
    return ''
  }
}
