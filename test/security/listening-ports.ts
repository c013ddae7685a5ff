import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The TCP ports that a process of this Linux machine listens on, as `127.0.0.1:9200`, by what the kernel tells; sorted. */
export function listeningPorts(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        // Closed since.
        return []
      }
    }),
  )
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && sockets.has(inode))
    .map(([, local = '']) => readableAddress(local))
    .sort()
}

/** The kernel writes each 32 bits of an address as a number in the machine's byte order. */
function readableAddress(local: string): string {
  const [host = '', port = ''] = local.split(':')
  const words = host.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex').reverse()])
  const isMapped = bytes.length === 16 && bytes.slice(0, 12).every((byte, n) => byte === (n < 10 ? 0 : 0xff))
  const shown =
    bytes.length === 4 || isMapped ? bytes.slice(-4).join('.') : bytes.map((byte) => byte.toString(16)).join(':')
  return `${shown}:${Number.parseInt(port, 16)}`
}
