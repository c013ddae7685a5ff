import { type Guess, type Mismatch, signed, signedHeader } from './guess.ts'

/** The client signed another host than it sent. */
export function guessHosts({ signable, hosts, claim }: Mismatch): Guess[] {
  const sent = signable.headers.find(([name]) => name === 'host')?.[1] ?? ''
  const { region, service } = claim.scope
  // aws4 makes up a host where it is given none.
  const madeUp = `${service}.${region}.amazonaws.com`
  const candidates = new Set([
    ...hosts,
    ...hosts.map((host) => host.replace(/:\d+$/, '')),
    ...hosts.flatMap((host) => [443, 9200, 8182].map((port) => host.replace(/(?::\d+)?$/, `:${port}`))),
    madeUp,
    `https://${sent}`,
    '',
  ])
  candidates.delete(sent)
  return [...candidates].map((host) => signedHeader('host', 'host', host, explain(host, sent, madeUp)))
}

function explain(host: string, sent: string, madeUp: string): string {
  const found = `The host differs: the client signed '${host}' and sent '${sent}'.`
  if (host === madeUp) return `${found} That is what aws4 makes up without a host; give the signer the host.`
  const [name, port] = host.split(':')
  const [sentName, sentPort] = sent.split(':')
  if (name !== sentName) return `${found} Sign the very name that is sent.`
  if (port === undefined) return `${found} The port was lost: sign the host header as it is sent, with its port.`
  if (sentPort === undefined)
    return `${found} The port was dropped after signing: send the host header that was signed.`
  return `${found} Sign the port that is sent; behind a tunnel or a mapped port the two are easily mixed up.`
}

/** Headers that HTTP libraries set or change after a request has been signed, with values they are known to have. */
const unsteady: Readonly<Record<string, readonly string[]>> = {
  connection: ['', 'keep-alive', 'close', 'Keep-Alive'],
  'content-length': ['', '0'],
  'content-type': ['', 'application/json', 'application/json; charset=utf-8', 'text/plain;charset=UTF-8'],
  'accept-encoding': ['', 'gzip, deflate', 'gzip,deflate', 'gzip', 'identity'],
  accept: ['', '*/*', 'application/json'],
  'user-agent': [''],
  'transfer-encoding': ['', 'chunked'],
}

/** A signed header, or the method, was changed after signing. */
export function guessHeaders({ request, signable }: Mismatch): Guess[] {
  const length = String(request.body?.length ?? 0)
  return [
    ...signable.headers.flatMap(([name, value]) =>
      [...(unsteady[name] ?? []), ...(name === 'content-length' ? [length] : [])]
        .filter((candidate) => candidate !== value)
        .map((candidate) =>
          signedHeader(
            'header',
            name,
            candidate,
            `The header '${name}' differs: the client signed '${candidate}' and sent '${value}'. Something between ` +
              'signer and socket changes it; leave it out of the signature.',
          ),
        ),
    ),
    ...['GET', 'POST', 'PUT', 'DELETE', 'HEAD']
      .filter((method) => method !== signable.method)
      .map((method) =>
        signed(
          'method',
          { method },
          `The method differs: the client signed '${method}' and sent '${signable.method}'.`,
        ),
      ),
  ]
}
