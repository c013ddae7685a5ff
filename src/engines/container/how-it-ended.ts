import { withHint } from '../process/failure-hint.ts'

/** What Docker tells of a container that does not run. */
export interface EndedState {
  readonly ExitCode: number
  readonly OOMKilled: boolean
  readonly Error: string
}

/** The exit code of a process that was ended by SIGKILL. */
const KILLED = 137

const TOO_OLD =
  "This OpenSearch cannot take the guard that lets in its gate only: use an image of 2.11 or later, or 'containers.opensearch.security: true'."

/** How a container ended, in a sentence. */
export function howItEnded({ ExitCode: code, OOMKilled, Error: error }: EndedState): string {
  if (OOMKilled) return `Its container was ended for want of memory (exit code ${code}).`
  const why = error ? `: ${error}` : ''
  return `Its container ended with exit code ${code}${code === KILLED ? ', as by kill -9' : ''}${why}.`
}

/** What the user can do about it, where something is known. */
export function hintFor({ ExitCode: code, OOMKilled }: EndedState, log: string): string | undefined {
  if (OOMKilled || code === KILLED) {
    return "Where nobody has ended it, its memory did not do: give the Docker host more (Docker Desktop: Settings, Resources), set a smaller 'heapMb' in the options 'opensearch' or 'neptune', or end other containers."
  }
  if (/Unsupported (http|transport)\.type \[guarded\]/.test(log)) return TOO_OLD
  return withHint('', log) || undefined
}
