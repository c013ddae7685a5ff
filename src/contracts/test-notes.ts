import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quoteTestName } from '../base/plain-text.ts'
import { systemClock } from '../wait/clock.ts'

/** The file holds at most this many tests, the latest last. */
const NOTED = 20

/** The longest name that is noted, in characters. Messages print less of it. */
const NAMED = 1_200

/** The longest file that is read, in bytes. Workers write shorter files, and the daemon is blocked while it reads one. */
const LONGEST = 256 * 1024

/** A test that a worker runs or ran. */
interface Note {
  readonly id: string
  readonly name: string
  /** When the test began, in milliseconds since the Unix epoch; `to` is when it ended. */
  readonly from: number
  to?: number
  /** Whether this is a test file, and not a test. */
  readonly isFile?: boolean
}

const fileOf = (directory: string, worker: number): string => join(directory, `tests-${worker}.json`)

/**
 * Notes which tests a worker runs, in a file of the run's folder. The daemon reads it only for messages that name the test of a
 * request. So a test costs one small write and no request.
 */
export class TestNotes {
  readonly #file: string
  #testFile: Note | undefined
  #notes: Note[] = []

  constructor(directory: string, worker: number) {
    this.#file = fileOf(directory, worker)
  }

  /** Notes that the worker runs a test file, and is outside of any test until the first one begins. */
  beginFile(name: string): void {
    this.#testFile = { ...note('', name), isFile: true }
    this.#notes = []
    this.#write()
  }

  begin(id: string, name: string): void {
    this.#notes = [...this.#notes.slice(1 - NOTED), note(id, name)]
    this.#write()
  }

  #write(): void {
    const notes = this.#testFile ? [this.#testFile, ...this.#notes] : this.#notes
    try {
      writeFileSync(this.#file, JSON.stringify(notes), { mode: 0o600 })
    } catch {
      // The notes are for messages only: a full disk, or a run that has ended, must not fail the test.
    }
  }

  /** The end is written when the next test begins. Until then a reader takes the latest test. */
  end(id: string): void {
    const note = this.#notes.findLast((each) => each.id === id)
    if (note) note.to = systemClock.now()
  }
}

/**
 * The tests that a worker ran at a time in milliseconds since the Unix epoch, or else its file, made safe to print. `undefined`:
 * none is known. The names may come from anybody who can write to the file, so control characters are removed.
 */
export function testAt(directory: string, worker: number, at: number): string | undefined {
  const noted = read(fileOf(directory, worker)).filter(
    ({ from, to = Number.POSITIVE_INFINITY }) => from <= at && at <= to,
  )
  const running = noted.filter(({ isFile }) => isFile !== true)
  if (running.length > 0) return running.map(({ name }) => quoteTestName(name)).join(' or ')
  return noted[0] && `${quoteTestName(noted[0].name)} outside of its tests`
}

const note = (id: string, name: string): Note => ({ id, name: name.slice(0, NAMED), from: systemClock.now() })

function read(file: string): readonly Note[] {
  try {
    const found = statSync(file)
    if (!found.isFile() || found.size > LONGEST) return []
    const notes: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(notes) ? notes.filter(isNote).slice(-NOTED - 1) : []
  } catch {
    // No test has begun, or the file is being written.
    return []
  }
}

function isNote(value: unknown): value is Note {
  const { name, from, to } = (value ?? {}) as Partial<Record<keyof Note, unknown>>
  return typeof name === 'string' && typeof from === 'number' && (to === undefined || typeof to === 'number')
}
