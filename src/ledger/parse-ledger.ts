import * as v from 'valibot'
import { isRunId } from '../base/run-id.ts'
import type { LedgerRecord, RecordedResource } from './ledger.ts'
import * as messages from './messages.ts'

/** The format version of ledgers. A ledger in another format belongs to another version, and is left alone. */
export const LEDGER_VERSION = 2

/** The end of a ledger's file name, after the run's id. */
export const LEDGER_EXTENSION = '.ledger.jsonl'

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const processIdentity = v.strictObject({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  thread: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  machine: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)),
  started: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
})

const headSchema = v.strictObject({
  version: v.literal(LEDGER_VERSION),
  run: v.pipe(v.string(), v.check(isRunId)),
  secret: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  process: processIdentity,
  startedAt: time,
})

const lineSchema = v.strictObject({
  type: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,62}$/)),
  // This package never creates anything with another name, so it never deletes anything with another name.
  id: v.pipe(v.string(), v.maxLength(63), v.regex(/^vaf(-[a-z0-9]+)+$/)),
  account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/)),
  isKept: v.boolean(),
  state: v.picklist(['creating', 'created', 'ready', 'kept', 'deleting', 'gone']),
  at: time,
})

/** The first line of a ledger. */
export type LedgerHead = v.InferOutput<typeof headSchema>

/** Each further line of a ledger. */
export type LedgerLine = v.InferOutput<typeof lineSchema>

/** The result of reading a ledger's file. */
export type ParsedLedger =
  | { readonly record: LedgerRecord }
  /** Its first line is incomplete: its process was killed or is still writing, and has requested nothing yet. */
  | { readonly unbegun: true }
  /** The reason why it is no ledger of this version, as a sentence. */
  | { readonly rejection: string }

/**
 * Parses a ledger strictly: one field that this version would not write makes it unusable. Only an incomplete line is skipped,
 * because a killed process leaves one. `name` is the name of its file.
 */
export function parseLedger(file: string, name: string, text: string): ParsedLedger {
  const [first = '', ...rest] = text.split('\n')
  if (rest.length === 0 && isCut(first)) return { unbegun: true }
  const head = parseJson(first)
  const version = versionOf(head)
  if (version === undefined) return { rejection: messages.notALedger() }
  if (version !== LEDGER_VERSION) return { rejection: messages.otherVersion(version, LEDGER_VERSION) }
  const begun = v.safeParse(headSchema, head)
  if (!begun.success) return { rejection: messages.wrongFirstLine(v.getDotPath(begun.issues[0]) ?? '') }
  const { run, secret, process, startedAt } = begun.output
  if (name !== `${run}${LEDGER_EXTENSION}`) return { rejection: messages.otherRun(run) }
  const resources = new Map<string, RecordedResource>()
  for (const [index, line] of rest.entries()) {
    if (line === '' || isCut(line)) continue
    const read = v.safeParse(lineSchema, parseJson(line))
    if (!read.success) return { rejection: messages.wrongLine(index + 2, v.getDotPath(read.issues[0]) ?? '') }
    const { at, ...resource } = read.output
    const key = `${resource.type} ${resource.id}`
    resources.set(key, { ...resource, at: { ...resources.get(key)?.at, [resource.state]: at } })
  }
  return {
    record: { file, run, secret, process: knownIdentity(process), startedAt, resources: [...resources.values()] },
  }
}

/** Whether a process had no time to finish a line: it begins as all lines do, and is not JSON yet. */
function isCut(line: string): boolean {
  return line === '' || (/^\{("|$)/.test(line) && parseJson(line) === undefined)
}

/** Parses JSON; `undefined`: the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function versionOf(head: unknown): string | number | undefined {
  const { version } = v.is(v.object({ version: v.union([v.string(), v.number()]) }), head) ? head : {}
  return version
}

/** Leaves out absent fields, because an absent field differs from one that is `undefined`. */
function knownIdentity({ pid, thread, machine, started }: LedgerHead['process']): LedgerRecord['process'] {
  return { pid, machine, ...(thread !== undefined && { thread }), ...(started !== undefined && { started }) }
}
