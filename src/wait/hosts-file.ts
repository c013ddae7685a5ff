import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where this machine keeps names of its own. */
const HOSTS_FILE =
  process.platform === 'win32'
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'

/** Whether a hosts file has a name. One that cannot be read has none: it is looked into for advice only. */
export function isInHostsFile(host: string, file: string = HOSTS_FILE): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '')
  return textOf(file)
    .split('\n')
    .some((line) => namesIn(line).includes(wanted))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The operating system, which decides, knows where else to look.
    return ''
  }
}

/** `127.0.0.1 a.test b.test # why`: what comes after the address. */
const namesIn = (line: string): string[] => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/).slice(1)
