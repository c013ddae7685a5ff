import type { ErrorKind } from '../../errors/classify.ts'
import { classify } from '../../errors/classify.ts'
import { ClientRejectedError } from '../../errors/errors.ts'

/** The stages of a request to a service, in their order; an error is of the stage that failed. */
export type Stage = 'DNS' | 'TCP' | 'TLS' | 'signature' | 'policy' | 'service'

/** What an error means for a client that was just created. */
export interface Verdict {
  readonly stage: Stage
  readonly kind: ErrorKind
  /** Whether it can pass by itself, while AWS propagates a new resource or a changed policy. */
  readonly isPassing: boolean
}

/** The stage of each kind of error; `service` for all others. */
const stages: Partial<Readonly<Record<ErrorKind, Stage>>> = {
  unresolved: 'DNS',
  unreachable: 'TCP',
  interrupted: 'TCP',
  untrusted: 'TLS',
  signature: 'signature',
  clock: 'signature',
  'expired-credentials': 'signature',
  'no-credentials': 'signature',
  denied: 'policy',
}

/** Kinds that do not pass by themselves: somebody has to change something, or the plugin has a fault. */
const forGood: readonly ErrorKind[] = [
  'aborted',
  'clock',
  'expired-credentials',
  'invalid',
  'no-credentials',
  'signature',
  'unknown',
  'untrusted',
]

/**
 * Tells an error that can pass by itself from one that cannot. What is denied, not found, not answered or answered with a
 * server error may work in a moment; a wrong signature, clock or certificate stays wrong.
 */
export function judge(error: unknown): Verdict {
  const { kind, category } = classify(error)
  // An error page of a load balancer has no error type, only a status.
  const isTrouble = error instanceof ClientRejectedError && (error.status ?? 0) >= 500
  if (isTrouble) return { stage: 'service', kind: 'unavailable', isPassing: true }
  const isPassing = kind === 'ours' ? category === 'temporary' : !forGood.includes(kind)
  return { stage: stages[kind] ?? 'service', kind, isPassing }
}

/**
 * Whether this side does not trust a certificate. Where the other side aborts the handshake, OpenSSL has other codes: a
 * load balancer does so while it does not know its own name yet.
 */
export function isCertificateFault(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return classify(error).kind === 'untrusted' && !String(code).startsWith('ERR_SSL_')
}
