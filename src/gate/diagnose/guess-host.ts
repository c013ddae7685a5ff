import { type Guess, type Mismatch, signedHeader } from './guess.ts'

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
