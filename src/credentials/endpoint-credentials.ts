import { readFile } from 'node:fs/promises'
import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { DirectHttpAgent, nodeHttpRequest } from '../base/native-io.ts'
import { CredentialsError, messageOf } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'
import { rememberedProvider } from './remember-credentials.ts'

/** The endpoint at which a run hands out its credentials, as the agent of a container does. Plain data without secrets. */
export interface CredentialsSource {
  /** `http://127.0.0.1:41234/credentials`. */
  readonly url: string
  /** The file with the token that authorizes a request. */
  readonly tokenFile: string
}

/** How long the run may take to answer, in milliseconds: it may have to ask STS first. */
const WITHIN_MS = 35_000

/** The header with the access key that a service has refused as expired, so that the run fetches others. */
export const REFUSED_HEADER = 'x-refused-access-key'

/** A provider of the run's own credentials, which asks the run when they are needed. Fails with a CredentialsError. */
export function endpointCredentials(source: CredentialsSource, clock: Clock = systemClock): CredentialsProvider {
  let last: AwsCredentials | undefined
  return rememberedProvider(async (options) => {
    last = await ask(source, options?.forceRefresh ? last?.accessKeyId : undefined, clock)
    return last
  }, clock)
}

async function ask(
  { url, tokenFile }: CredentialsSource,
  refused: string | undefined,
  clock: Clock,
): Promise<AwsCredentials> {
  try {
    const authorization = await readFile(tokenFile, 'utf8')
    const headers = { authorization, ...(refused && { [REFUSED_HEADER]: refused }) }
    const { status, body } = await get(url, headers, clock)
    if (status !== 200) throw new Error((JSON.parse(body) as { Message: string }).Message)
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(body) as Record<string, string>
    return {
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      ...(Token && { sessionToken: Token }),
      expiration: new RealDate(Expiration!),
    }
  } catch (cause) {
    throw new CredentialsError(messages.noneFromRun(url, messageOf(cause)), { cause })
  }
}

// Kept from before any test: a test may replace the global one by a fake.
const RealDate = Date

function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = nodeHttpRequest(url, { headers, agent: new DirectHttpAgent({ keepAlive: false }) })
    const cancel = clock.after(WITHIN_MS, () => sent.destroy(new Error(messages.notAnswered(WITHIN_MS))))
    sent.once('close', cancel)
    // Not once: a socket can fail again after the answer.
    sent.on('error', reject)
    sent.once('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.end()
  })
}
