import { constants } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ConfigError, messageOf } from '../errors/errors.ts'
import { makeFolder } from '../process/make-folder.ts'
import { livenessOf, thisProcess } from '../process/process-identity.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Ledger, LedgerRecord, LedgerState } from './ledger.ts'
import { proofOf } from './ledger.ts'
import * as messages from './messages.ts'
import type { LedgerHead, LedgerLine, ParsedLedger } from './parse-ledger.ts'
import { LEDGER_EXTENSION, LEDGER_VERSION, parseLedger } from './parse-ledger.ts'

/** How many ledgers with which nothing is to be done are kept: later runs learn from them how long things take. */
const LEARN_FROM = 20

/** No run makes so much that its ledger is larger, in bytes. */
const LARGEST = 4 * 1024 * 1024

/**
 * The ledger of a run, in a file of its own: a line that says whose it is, and a line for each change of state. Each
 * line is on the disk before its promise resolves. The file is made at the first note. `secret` is `newRunSecret()`.
 */
export function openLedger(directory: string, run: string, secret: string, clock: Clock = systemClock): Ledger {
  return ledgerIn(join(directory, `${run}${LEDGER_EXTENSION}`), clock, async (file) => {
    makeFolder(directory, 0o700)
    const startedAt = Math.round(clock.now())
    const head: LedgerHead = { version: LEDGER_VERSION, run, secret, process: thisProcess(), startedAt }
    await append(file, 'wx', head)
  })
}

/** The ledger of a run that has ended, to note in it what became of what it left. */
export function continueLedger({ file }: LedgerRecord, clock: Clock = systemClock): Ledger {
  // Its last line may have been cut short by what ended the process, and ours must not be the rest of it.
  return ledgerIn(file, clock, () => append(file, 'a', ''))
}

function ledgerIn(file: string, clock: Clock, begin: (file: string) => Promise<void>): Ledger {
  // One line after the other: two services are made side by side.
  let last: Promise<void> | undefined
  return {
    note(resource, state) {
      const line: LedgerLine = { ...resource, state, at: Math.round(clock.now()) }
      const before = last ?? begin(file)
      last = before
        .then(() => append(file, 'a', line))
        .catch((cause: unknown) => {
          throw new ConfigError(messages.ledgerNotWritten(file, messageOf(cause)), { cause })
        })
      return last
    },
  }
}

async function append(path: string, flags: 'wx' | 'a', line: LedgerHead | LedgerLine | ''): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await file.write(line === '' ? '\n' : `${JSON.stringify(line)}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** A file in the folder of ledgers that is none of this version: it is left alone. */
export interface UnusableLedger {
  readonly file: string
  /** Why, as a sentence. */
  readonly why: string
}

/**
 * Every ledger in the folder, the oldest first. What has a ledger's name and is not whole, another version's, or no file at
 * all is told, and is none. Never fails: nobody deletes by a ledger that could not be read.
 */
export async function readLedgers(
  directory: string,
  tell: (unusable: UnusableLedger) => void = () => {},
): Promise<LedgerRecord[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') tell({ file: directory, why: messageOf(error) })
    return []
  })
  const records: LedgerRecord[] = []
  for (const name of names.filter((each) => each.endsWith(LEDGER_EXTENSION)).sort()) {
    const file = join(directory, name)
    const parsed = await readLedger(file, name)
    if (parsed && 'record' in parsed) records.push(parsed.record)
    if (parsed && 'rejection' in parsed) tell({ file, why: parsed.rejection })
  }
  return records.sort((a, b) => a.startedAt - b.startedAt)
}

/** Whether another run has noted since that a resource of this ledger is gone. One whose ledger is gone is. */
export async function isNotedGone({ file }: LedgerRecord, type: string, id: string): Promise<boolean> {
  const parsed = await readLedger(file, basename(file))
  if (!parsed) return true
  if (!('record' in parsed)) return false
  return parsed.record.resources.some((each) => each.type === type && each.id === id && each.state === 'gone')
}

/**
 * Whether a run is known to have ended: its ledger is here, its process was of this machine, and is gone. `proof` is what
 * the run has shown elsewhere; a ledger of somebody else does not have its secret.
 */
export async function hasEnded(directory: string, run: string, proof: string | undefined): Promise<boolean> {
  if (proof === undefined) return false
  const ledgers = await readLedgers(directory)
  return ledgers.some(
    (ledger) => ledger.run === run && proofOf(ledger.secret) === proof && livenessOf(ledger.process) === 'gone',
  )
}

/** `undefined`: another run has removed it meanwhile. A link is not followed, and a pipe is not waited for. */
async function readLedger(file: string, name: string): Promise<ParsedLedger | undefined> {
  try {
    const opened = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const about = await opened.stat()
      if (!about.isFile()) return { rejection: messages.notAFile() }
      if (about.size > LARGEST) return { rejection: messages.tooLarge(about.size) }
      return parseLedger(file, name, await opened.readFile('utf8'))
    } finally {
      await opened.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { rejection: messageOf(error) }
  }
}

/** Whether nothing is to be done about what the run had: it is gone, or stays for later runs, which write it down too. */
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
