import { canonicalRequest, signatureOf } from '../../sigv4/signature.ts'
import { identityName } from '../gate.ts'
import { type Attempt, type Guess, type Mismatch, signed, signedHeader } from './guess.ts'
import { guessPayloads } from './guess-payload.ts'
import { guessPaths, guessQueries } from './guess-target.ts'

/**
 * Says which part of a signature differs, and why.
 *
 * The gate knows the secret, so it can sign as a client would that makes one of the usual mistakes, or two of them at
 * once, and name the mistake whose signature is the one that came.
 */
export function explainMismatch(mismatch: Mismatch): string {
  const honest: Attempt = { signable: mismatch.signable, secret: mismatch.identity.credentials.secretAccessKey }
  const guesses = distinct(allGuesses(mismatch), honest)
  const fits = ({ signable, secret }: Attempt) => signatureOf(signable, secret) === mismatch.claim.signature
  const one = guesses.find((guess) => fits(guess.apply(honest)))
  if (one) return one.says
  for (const [at, first] of guesses.entries()) {
    const attempt = first.apply(honest)
    const second = guesses.slice(at + 1).find((guess) => guess.part !== first.part && fits(guess.apply(attempt)))
    if (second) return `${first.says} ${second.says}`
  }
  const names = mismatch.claim.signedHeaders.join(', ')
  return (
    `None of the ${guesses.length} usual mistakes gives this signature. Compare what the client signs with the two texts ` +
    `below; where they are the same, the secret is not that of '${mismatch.claim.accessKeyId}', and where the client ` +
    `cannot show them, look at the headers it signs (${names}): each has to be sent as it was signed.`
  )
}

/** The likely ones first: of two that give the same signature, the first is named. */
function allGuesses(mismatch: Mismatch): Guess[] {
  return [guessHosts, guessSecrets, guessPaths, guessQueries, guessPayloads, guessHeaders].flatMap((guess) =>
    guess(mismatch),
  )
}

/** Without those that change nothing, or the same as an earlier one. */
function distinct(guesses: readonly Guess[], honest: Attempt): Guess[] {
  const textOf = ({ signable, secret }: Attempt) => `${secret}\n${canonicalRequest(signable)}`
  const seen = new Set([textOf(honest)])
  return guesses.filter((guess) => {
    const text = textOf(guess.apply(honest))
    return !seen.has(text) && seen.add(text)
  })
}

/** The client signed with another secret than the one of its access key. */
function guessSecrets({ identity, identities }: Mismatch): Guess[] {
  const own = identity.credentials.secretAccessKey
  const guess = (secret: string, says: string): Guess => ({
    part: 'secret',
    says: `The secret differs: ${says}`,
    apply: ({ signable }) => ({ signable, secret }),
  })
  return [
    ...identities
      .filter(({ credentials }) => credentials.secretAccessKey !== own)
      .map((other) =>
        guess(
          other.credentials.secretAccessKey,
          `the access key is that of ${identityName(identity)}, and the secret that of ${identityName(other)}. The client mixes ` +
            'the credentials of two; read key, secret and token together, at one moment, from the environment of its worker.',
        ),
      ),
    ...[`${own}\n`, `${own}\r\n`, `${own} `, ` ${own}`].map((secret) =>
      guess(secret, 'it was read with a space or a line break around it. Trim it.'),
    ),
    ...[`"${own}"`, `'${own}'`].map((secret) => guess(secret, 'it was read with its quotes. Take them off.')),
    ...['', 'undefined', 'null'].map((secret) =>
      guess(secret, 'the signer was given none. Set AWS_SECRET_ACCESS_KEY where it reads it.'),
    ),
  ]
}

/** The client signed another host than it sent. */
function guessHosts({ signable, hosts, claim }: Mismatch): Guess[] {
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
function guessHeaders({ request, signable }: Mismatch): Guess[] {
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
