import { devNull } from 'node:os'
import tls from 'node:tls'
import { isMainThread } from 'node:worker_threads'
import type { JoinedRun } from '../contracts/provided-run.ts'
import type { WorkerRun } from './worker-run.ts'

/** Variables that would win over the exported credentials, or send a client to another endpoint. */
const rivals = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CREDENTIAL_EXPIRATION',
]

/**
 * Puts this worker's own index prefix into its environment, and credentials for the clients of the code under test: those that
 * were generated for the worker, or the endpoint at which the run serves those of its role. Where the credentials are the user's
 * own, that code finds them as the worker does.
 */
export function exportToEnvironment(run: JoinedRun, worker: WorkerRun): void {
  // In a view, names have no prefix.
  const prefix = run.opensearch?.layers ? '' : worker.indexPrefix
  for (const name of Object.keys(run.workerVariables)) process.env[name] = prefix
  const exported = run.exportCredentials ? credentialVariables(run, worker) : undefined
  if (!exported) return
  for (const name of rivals) delete process.env[name]
  Object.assign(process.env, exported)
}

function credentialVariables({ credentials }: JoinedRun, { identity }: WorkerRun) {
  if (credentials.from === 'endpoint') {
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: credentials.tokenFile,
      // SDKs use the endpoint last, so a default profile of the user would win.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    }
  }
  return (
    identity && {
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
      AWS_SESSION_TOKEN: identity.sessionToken ?? '',
    }
  )
}

/**
 * Makes TLS clients of this thread trust the gate's authority. Forks read NODE_EXTRA_CA_CERTS when they start, but threads do
 * not.
 */
export function trustAuthorities(run: JoinedRun): void {
  if (isMainThread) return
  const authorities = [run.opensearch, run.neptune].flatMap((service) => service?.endpoint.ca ?? [])
  if (authorities.length === 0) return
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...new Set(authorities)])
}
