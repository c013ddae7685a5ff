import { AwsFixtureError, type ErrorDetails } from '../errors/errors.ts'

/** What a wait had seen when its time ran out. */
export interface WaitRecord {
  readonly what: string
  readonly target: string
  readonly lastState: string
  readonly elapsedMs: number
  readonly attempts: number
  /** How often each state was seen. */
  readonly seen: Readonly<Record<string, number>>
  /** How often a look failed with each error, by its name or code; absent where none did. */
  readonly errors?: Readonly<Record<string, number>>
  /** The text of the last of them. */
  readonly lastError?: string
}

/** A resource did not reach the wanted state in time. */
export class WaitTimeoutError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_WAIT_TIMEOUT'
  readonly category = 'temporary'
  readonly fault = 'plugin'
  readonly record: WaitRecord

  constructor(record: WaitRecord, details: ErrorDetails & { hint?: string | undefined } = {}) {
    const { what, target, lastState, elapsedMs, attempts, seen, errors, lastError = '' } = record
    const failed = errors ? ` Looks failed: ${counts(errors)}; at last: ${lastError.split('\n')[0]}` : ''
    super(
      [
        `${what} did not become ${target} within ${(elapsedMs / 1000).toFixed(1)} s.`,
        `Last state: ${lastState}. Seen in ${attempts} looks: ${counts(seen) || 'nothing'}.${failed}`,
        details.hint,
      ],
      details,
    )
    this.record = record
  }
}

/** `creating x12, throttled x3` */
function counts(times: Readonly<Record<string, number>>): string {
  return Object.entries(times)
    .map(([word, count]) => `${word} x${count}`)
    .join(', ')
}
