import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, messageOf } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Ledger, LedgerRecord, LedgerResource, LedgerState, RecordedResource } from './ledger.ts'
import { makeFolder } from './make-folder.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { thisProcess } from './process-identity.ts'

/** How many ledgers with which nothing is to be done are kept: later runs learn from them how long things take. */
const LEARN_FROM = 20

const EXTENSION = '.ledger.jsonl'

interface Head {
  readonly version: 1
  readonly session: string
  readonly process: ProcessIdentity
  readonly startedAt: number
}

interface Line extends LedgerResource {
  readonly state: LedgerState
  readonly at: number
}

/**
 * The ledger of a session, in a file of its own: a line that says whose it is, and a line for each change of state. Each
 * line is on the disk before its promise resolves. The file is made at the first note.
 */
export function openLedger(directory: string, session: string, clock: Clock = systemClock): Ledger {
  return ledgerIn(join(directory, `${session}${EXTENSION}`), clock, async (file) => {
    makeFolder(directory, 0o700)
    const head: Head = { version: 1, session, process: thisProcess(), startedAt: clock.now() }
    await append(file, 'wx', head)
  })
}

/** The ledger of a session that has ended, to note in it what became of what it left. */
export function continueLedger({ file }: LedgerRecord, clock: Clock = systemClock): Ledger {
  // Its last line may have been cut short by what ended the process, and ours must not be the rest of it.
  return ledgerIn(file, clock, () => append(file, 'a', ''))
}

function ledgerIn(file: string, clock: Clock, begin: (file: string) => Promise<void>): Ledger {
  // One line after the other: two services are made side by side.
  let last: Promise<void> | undefined
  return {
    note(resource, state) {
      const line: Line = { ...resource, state, at: clock.now() }
      const before = last ?? begin(file)
      last = before
        .then(() => append(file, 'a', line))
        .catch((cause: unknown) => {
          throw new ConfigError(
            [
              `The ledger ${file} cannot be written, without which a run that is killed would leave what it made.`,
              `Last seen: ${messageOf(cause)}`,
              "Name a folder that can be written as 'aws.ledgerDirectory'.",
            ],
            { cause },
          )
        })
      return last
    },
  }
}

async function append(path: string, flags: 'wx' | 'a', line: Head | Line | ''): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await file.write(line === '' ? '\n' : `${JSON.stringify(line)}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Every ledger in the folder, the oldest first. One that cannot be read is none: it has no first line yet. */
export async function readLedgers(directory: string): Promise<LedgerRecord[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith(EXTENSION)).map((name) => join(directory, name))
  const records = await Promise.all(files.map(async (file) => parseLedger(file, await readFile(file, 'utf8'))))
  return records.filter((record) => record !== undefined).sort((a, b) => a.startedAt - b.startedAt)
}

function parseLedger(file: string, text: string): LedgerRecord | undefined {
  const [head, ...lines] = text.split('\n').map(parseLine)
  if (head === undefined || !('version' in head)) return undefined
  const resources = new Map<string, RecordedResource>()
  for (const line of lines) {
    if (line === undefined || !('state' in line)) continue
    const { at, ...resource } = line
    const key = `${line.type} ${line.id}`
    resources.set(key, { ...resource, at: { ...resources.get(key)?.at, [line.state]: at } })
  }
  const { session, process, startedAt } = head
  return { file, session, process, startedAt, resources: [...resources.values()] }
}

/** The last line may have been cut short by what ended the process. */
function parseLine(line: string): Head | Line | undefined {
  try {
    return JSON.parse(line) as Head | Line
  } catch {
    return undefined
  }
}

/** Whether nothing is to be done about what the session had: it is gone, or stays for later runs, which write it down too. */
export const isSettled = ({ resources }: LedgerRecord): boolean =>
  resources.every(({ state }) => state === 'gone' || state === 'kept')

/** Removes the oldest ledgers with which nothing is to be done, and from which nothing is to be learnt any more. */
export async function pruneLedgers(directory: string): Promise<void> {
  const settled = (await readLedgers(directory)).filter(isSettled)
  await Promise.all(settled.slice(0, -LEARN_FROM).map(({ file }) => rm(file, { force: true })))
}

/** How long each resource of a type took to become ready, and to be gone, in milliseconds, the oldest first. */
export function recordedDurations(
  ledgers: readonly LedgerRecord[],
  type: string,
): { readonly ready: readonly number[]; readonly gone: readonly number[] } {
  const seen = ledgers.flatMap(({ resources }) => resources.filter((resource) => resource.type === type))
  const between = (from: LedgerState, to: LedgerState) =>
    seen.flatMap(({ at }) => {
      const [begin, end] = [at[from], at[to]]
      return begin !== undefined && end !== undefined && end >= begin ? [end - begin] : []
    })
  return { ready: between('creating', 'ready'), gone: between('deleting', 'gone') }
}
