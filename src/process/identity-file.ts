import { readPrivateFile, writePrivateFile } from './private-folder.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** No identity is longer, in bytes: the longest part is the name of the machine. */
const MOST_BYTES = 4096

/** Notes a process in a new private file. */
export async function writeIdentityFile(path: string, identity: ProcessIdentity): Promise<void> {
  await writePrivateFile(path, JSON.stringify(identity))
}

/**
 * The process noted in a private file; `undefined` where the file does not hold one. Fails as `readPrivateFile` does.
 */
export async function readIdentityFile(path: string): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readPrivateFile(path, MOST_BYTES))
}

/** The process that is written there; `undefined`: none, whole or at all. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Half written, or of a disk that was full.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, thread, machine, started } = value as Record<string, unknown>
  if (!isId(pid) || typeof machine !== 'string') return undefined
  if ((thread !== undefined && !isId(thread)) || (started !== undefined && typeof started !== 'string'))
    return undefined
  return { pid, machine, ...(thread !== undefined && { thread }), ...(started !== undefined && { started }) }
}

/** Of a process or thread. 0 and what is below it mean groups of processes to `kill`. */
const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
