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

/** How many finished ledgers are kept. Later runs learn from them how long a creation or deletion takes. */
const LEARN_FROM = 20

/** The largest ledger that is read, in bytes. No run creates so many resources that its ledger is larger. */
const LARGEST = 4 * 1024 * 1024

/**
 * The ledger of a run, in a file of its own: a line about the run, and a line for each change of state. Each line is on the disk
 * before its promise resolves. The first note creates the file. `secret` is `newRunSecret()`.
 */
export function openLedger(directory: string, run: string, secret: string, clock: Clock = systemClock): Ledger {
  return ledgerIn(join(directory, `${run}${LEDGER_EXTENSION}`), clock, async (file) => {
    makeFolder(directory, 0o700)
    const startedAt = Math.round(clock.now())
    const head: LedgerHead = { version: LEDGER_VERSION, run, secret, process: thisProcess(), startedAt }
    await append(file, 'wx', head)
  })
}

/** The ledger of a run that has ended, to note in it what became of its leftovers. */
export function continueLedger({ file }: LedgerRecord, clock: Clock = systemClock): Ledger {
  // The last line may be incomplete because the process was killed. Our line must not continue it.
  return ledgerIn(file, clock, () => append(file, 'a', ''))
}

function ledgerIn(file: string, clock: Clock, begin: (file: string) => Promise<void>): Ledger {
  // Lines are written one after the other, because two services are created side by side.
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

/** A file in the folder of ledgers that is no ledger of this version. It is left alone. */
export interface UnusableLedger {
  readonly file: string
  /** The reason, as a sentence. */
  readonly why: string
}

/**
 * Every ledger in the folder, the oldest first. Entries with a ledger's name that are incomplete, of another version, or no file
 * are reported as unusable. Never fails, because nothing is deleted by a ledger that could not be read.
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

/** Whether another run has noted since that a resource of this ledger is gone. It counts as gone if its ledger is gone. */
export async function isNotedGone({ file }: LedgerRecord, type: string, id: string): Promise<boolean> {
  const parsed = await readLedger(file, basename(file))
  if (!parsed) return true
  if (!('record' in parsed)) return false
  return parsed.record.resources.some((each) => each.type === type && each.id === id && each.state === 'gone')
}

/**
 * Whether a run has certainly ended: its ledger is here, and its process was on this machine and is gone. `proof` is the run's
 * proof from a tag or mark; a ledger of somebody else does not have the secret behind it.
 */
export async function hasEnded(directory: string, run: string, proof: string | undefined): Promise<boolean> {
  if (proof === undefined) return false
  const ledgers = await readLedgers(directory)
  return ledgers.some(
    (ledger) => ledger.run === run && proofOf(ledger.secret) === proof && livenessOf(ledger.process) === 'gone',
  )
}

/** Reads a file; `undefined`: another run has removed it meanwhile. Does not follow a link or wait for a pipe. */
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

/** Whether a ledger is finished: each resource is gone, or stays for later runs, which have it in their ledgers too. */
export const isSettled = ({ resources }: LedgerRecord): boolean =>
  resources.every(({ state }) => state === 'gone' || state === 'kept')

/** Removes old finished ledgers. The newest ones stay, because later runs learn durations from them. */
export async function pruneLedgers(directory: string): Promise<void> {
  const settled = (await readLedgers(directory)).filter(isSettled)
  await Promise.all(settled.slice(0, -LEARN_FROM).map(({ file }) => rm(file, { force: true })))
}

/** How long each resource of a type took to become ready and to be deleted, in milliseconds, the oldest first. */
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
