import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the operating system keeps the names that it knows without asking anybody. */
const hostsFile = (): string =>
  process.platform === 'win32'
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'

/** Whether a host is in the hosts file, and so is known to the operating system whatever DNS says. Never fails. */
export async function isInHostsFile(host: string, path = hostsFile()): Promise<boolean> {
  // Without the file, or the right to read it, there is nothing to learn from it.
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').some((line) => {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.some((name) => name.toLowerCase() === host.toLowerCase())
  })
}
