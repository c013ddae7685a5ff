import type { ErrorKind } from '../../errors/classify.ts'
import { classify } from '../../errors/classify.ts'
import { ClientRejectedError } from '../../errors/errors.ts'

/** How far an attempt to use a service came, in the order in which it gets there. */
export type Stage = 'DNS' | 'TCP' | 'TLS' | 'signature' | 'policy' | 'service'

/** What an error says of a client that was created just now. */
export interface Verdict {
  readonly stage: Stage
  readonly kind: ErrorKind
  /** Whether it can pass by itself while a new resource, or a change of what is allowed, becomes known everywhere. */
  readonly isPassing: boolean
}

/** Where each kind of error comes from. */
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

/** Kinds that no waiting makes good: somebody has to change something, or the plugin is wrong. */
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
 * Tells "not yet" from "never". What is denied, not found, not answered or answered with a server's own trouble may be
 * otherwise in a moment; a signature, a clock or a certificate that is wrong stays so.
 */
export function judge(error: unknown): Verdict {
  const { kind, category } = classify(error)
  // The page of a load balancer has no type: its status is all there is.
  const isTrouble = error instanceof ClientRejectedError && (error.status ?? 0) >= 500
  if (isTrouble) return { stage: 'service', kind: 'unavailable', isPassing: true }
  const isPassing = kind === 'ours' ? category === 'temporary' : !forGood.includes(kind)
  return { stage: stages[kind] ?? 'service', kind, isPassing }
}

/**
 * Whether we do not trust a certificate. That the other side breaks the handshake off (OpenSSL tells it by other codes) is
 * another thing: a load balancer that does not know its name yet does so.
 */
export function isCertificateFault(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return classify(error).kind === 'untrusted' && !String(code).startsWith('ERR_SSL_')
}
