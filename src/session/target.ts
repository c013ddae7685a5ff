import type { ResolvedOptions } from '../config/resolve.ts'
import type { CleanupStack } from '../lifecycle/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { ReadySession } from './provided-session.ts'

/** What a target is started with. */
export interface TargetOptions {
  /** The session's id, with which every name it makes starts. */
  readonly id: string
  readonly options: ResolvedOptions
  readonly workers: number
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** What a target that is ready for tests gives back. */
export interface StartedTarget {
  readonly provided: ReadySession
  /** A PEM file for NODE_EXTRA_CA_CERTS: the user's own authorities and the gate's. */
  readonly authorities: string
}
