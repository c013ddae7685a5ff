import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quoteTestName } from '../base/plain-text.ts'
import { systemClock } from '../wait/clock.ts'

/** The file holds at most this many tests, the latest last. */
const NOTED = 20

/** The longest name that is noted, in characters: messages print less of it. */
const NAMED = 1_200

/** A file that is longer than a worker makes it is not read, in bytes: reading blocks the daemon meanwhile. */
const LONGEST = 256 * 1024

/** A test that a worker is or was at. */
interface Note {
  readonly id: string
  readonly name: string
  /** In milliseconds since the Unix epoch, as `to`. */
  readonly from: number
  to?: number
  /** Whether it is the file that the tests are of. */
  readonly isFile?: boolean
}

const fileOf = (directory: string, worker: number): string => join(directory, `tests-${worker}.json`)

/**
 * Which tests a worker has been at, in a file of the run's folder. The daemon reads it only for messages that name the
 * test of a request; so a test costs one small write, and no request.
 */
export class TestNotes {
  readonly #file: string
  #testFile: Note | undefined
  #notes: Note[] = []

  constructor(directory: string, worker: number) {
    this.#file = fileOf(directory, worker)
  }

  /** The worker is at a test file, and, until its first test begins, outside of any test. */
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
      // It is for messages only: a full disk, or a run that has ended, must not fail the test.
    }
  }

  /** Written with the next that begins: until then the latest is the one meant. */
  end(id: string): void {
    const note = this.#notes.findLast((each) => each.id === id)
    if (note) note.to = systemClock.now()
  }
}

/**
 * The tests that a worker was at, or else the file, at a time in milliseconds since the Unix epoch, as they can be
 * printed; `undefined` where none is known. Whoever can write to the file can name what they like, but nothing that a
 * terminal would obey.
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
    // No test has begun, or one begins just now.
    return []
  }
}

function isNote(value: unknown): value is Note {
  const { name, from, to } = (value ?? {}) as Partial<Record<keyof Note, unknown>>
  return typeof name === 'string' && typeof from === 'number' && (to === undefined || typeof to === 'number')
}
