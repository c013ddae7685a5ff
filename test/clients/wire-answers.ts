import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DescribeDBInstancesCommand, NeptuneClient } from '@aws-sdk/client-neptune'
import { DescribeDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { onTestFinished } from 'vitest'

/** A whole answer of a service, as it is on the wire. */
export const answer =
  (status: number, headers: Record<string, string>, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

/** An error in the form of REST-JSON, which OpenSearch Service speaks; the type is in a header. */
export const restError = (status: number, type: string, message: string, headers: Record<string, string> = {}) =>
  answer(
    status,
    { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': 'request-1', ...headers },
    JSON.stringify({ message }),
  )

/** An error in the form of Query, which Neptune and STS speak. */
export const queryError = (status: number, code: string, message: string) =>
  answer(
    status,
    { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-1' },
    `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`,
  )

/** Each of the SDKs' clients used here, and a call. */
const calls = {
  opensearch: (config: Config) => {
    const client = new OpenSearchClient(config)
    return { client, call: () => client.send(new DescribeDomainCommand({ DomainName: 'a-domain' })) }
  },
  neptune: (config: Config) => {
    const client = new NeptuneClient(config)
    return { client, call: () => client.send(new DescribeDBInstancesCommand({})) }
  },
  sts: (config: Config) => {
    const client = new STSClient(config)
    return { client, call: () => client.send(new GetCallerIdentityCommand({})) }
  },
}

interface Config {
  readonly endpoint: string
  readonly region: string
  readonly maxAttempts: number
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export type Client = keyof typeof calls

/** What the SDK's own client throws when a server answers like this. Fails where it throws nothing. */
export async function thrownFor(client: Client, listener: RequestListener): Promise<unknown> {
  return thrownAt(client, await serverAt(listener))
}

/** The address of a server that answers like this until the test is over. */
export async function serverAt(listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => listener(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What the SDK's own client throws when it asks there. Fails where it throws nothing. */
export async function thrownAt(name: Client, endpoint: string): Promise<unknown> {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' }
  const { client, call } = calls[name]({ endpoint, region: 'eu-west-1', maxAttempts: 1, credentials })
  onTestFinished(() => client.destroy())
  const answered = await call().catch((error: unknown) => ({ error }))
  if ('error' in answered) return answered.error
  throw new Error(`The call succeeded: ${JSON.stringify(answered)}`)
}
