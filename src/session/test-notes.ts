import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainText } from '../report/plain-text.ts'
import { systemClock } from '../wait/clock.ts'

/** So many tests are noted, the latest last. */
const NOTED = 20

/** So much of a test's name is told, in characters. */
const NAMED = 150

/** A file that is longer than a worker makes it is not read, in bytes: the host serves nobody meanwhile. */
const LONGEST = 256 * 1024

/** A test that a worker is or was at. */
interface Note {
  readonly id: string
  readonly name: string
  /** In milliseconds since the Unix epoch, as `to`. */
  readonly from: number
  to?: number
}

const fileOf = (directory: string, worker: number): string => join(directory, `tests-${worker}.json`)

/**
 * Which tests a worker has been at, in a file of the session's folder. The host reads it only where it has to say whose
 * request it was; so a test costs one small write, and no request.
 */
export class TestNotes {
  readonly #file: string
  #notes: Note[] = []

  constructor(directory: string, worker: number) {
    this.#file = fileOf(directory, worker)
  }

  begin(id: string, name: string): void {
    this.#notes = [...this.#notes.slice(1 - NOTED), { id, name: name.slice(0, 8 * NAMED), from: systemClock.now() }]
    try {
      writeFileSync(this.#file, JSON.stringify(this.#notes), { mode: 0o600 })
    } catch {
      // It is for messages only: a full disk, or a session that has ended, must not fail the test.
    }
  }

  /** Written with the next that begins: until then the latest is the one meant. */
  end(id: string): void {
    const note = this.#notes.findLast((each) => each.id === id)
    if (note) note.to = systemClock.now()
  }
}

/**
 * The tests that a worker was at, at a time in milliseconds since the Unix epoch, as they can be printed; `undefined`
 * where none is known. Whoever can write to the file can name what they like, but nothing that a terminal would obey.
 */
export function testAt(directory: string, worker: number, at: number): string | undefined {
  const running = read(fileOf(directory, worker)).filter(
    ({ from, to = Number.POSITIVE_INFINITY }) => from <= at && at <= to,
  )
  if (running.length === 0) return undefined
  return running.map(({ name }) => JSON.stringify(plainText(name, NAMED))).join(' or ')
}

function read(file: string): readonly Note[] {
  try {
    const found = statSync(file)
    if (!found.isFile() || found.size > LONGEST) return []
    const notes: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(notes) ? notes.filter(isNote).slice(-NOTED) : []
  } catch {
    // No test has begun, or one begins just now.
    return []
  }
}

function isNote(value: unknown): value is Note {
  const { name, from, to } = (value ?? {}) as Partial<Record<keyof Note, unknown>>
  return typeof name === 'string' && typeof from === 'number' && (to === undefined || typeof to === 'number')
}
