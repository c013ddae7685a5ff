import tls from 'node:tls'
import { isMainThread } from 'node:worker_threads'
import type { ReadySession } from './session/provided-session.ts'
import type { WorkerSession } from './session/worker-session.ts'

/** Each of these would win over the exported credentials, or send a client elsewhere. */
const rivals = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CREDENTIAL_EXPIRATION',
]

/**
 * Puts this worker's own credentials and index prefix into its environment, for the clients of the code under test. Where
 * the credentials are the user's own, that code finds them as the worker does.
 */
export function exportToEnvironment(session: ReadySession, worker: WorkerSession): void {
  for (const name of Object.keys(session.workerVariables)) process.env[name] = worker.indexPrefix
  const { identity } = worker
  if (!session.exportCredentials || !identity) return
  for (const name of rivals) delete process.env[name]
  process.env.AWS_ACCESS_KEY_ID = identity.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = identity.secretAccessKey
  process.env.AWS_SESSION_TOKEN = identity.sessionToken ?? ''
}

/**
 * Makes TLS clients of this thread trust the gate's authority. Forks read NODE_EXTRA_CA_CERTS when they start; threads
 * do not, and are told here.
 */
export function trustAuthorities(session: ReadySession): void {
  if (isMainThread) return
  const authorities = [session.opensearch, session.neptune].flatMap((service) => service?.endpoint.ca ?? [])
  if (authorities.length === 0) return
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...new Set(authorities)])
}
