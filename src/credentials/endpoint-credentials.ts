import { readFile } from 'node:fs/promises'
import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { DirectHttpAgent, nodeHttpRequest } from '../base/native-io.ts'
import { CredentialsError, messageOf } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { rememberedProvider } from './remember-credentials.ts'

/** Where a run gives its credentials out, as a container's agent does. Plain data without secrets. */
export interface CredentialsSource {
  /** `http://127.0.0.1:41234/credentials`. */
  readonly url: string
  /** The file of the token that has to be sent along. */
  readonly tokenFile: string
}

/** How long the run may take to answer, in milliseconds: it may have to ask STS. */
const WITHIN_MS = 35_000

/** The header that names the access key which a service has refused as expired, so that the run fetches others. */
export const REFUSED_HEADER = 'x-refused-access-key'

/** The run's own credentials, asked for when they are needed. Fails with a CredentialsError. */
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
    throw new CredentialsError(
      [
        `The run gave this worker no credentials, at ${url}.`,
        `Last seen: ${messageOf(cause)}`,
        'A run that has ended gives none; else check its own credentials, and what its role allows.',
      ],
      { cause },
    )
  }
}

// A test may put another one in its place.
const RealDate = Date

function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = nodeHttpRequest(url, { headers, agent: new DirectHttpAgent({ keepAlive: false }) })
    const cancel = clock.after(WITHIN_MS, () => sent.destroy(new Error(`no answer within ${WITHIN_MS / 1000} s`)))
    sent.once('close', cancel)
    // Stays on: a socket can fail again after the answer.
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
