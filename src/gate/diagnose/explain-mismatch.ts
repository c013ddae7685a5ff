import { canonicalRequest, signatureOf } from '../../sigv4/signature.ts'
import { identityName } from '../gate.ts'
import type { Attempt, Guess, Mismatch } from './guess.ts'
import { guessHeaders, guessHosts } from './guess-headers.ts'
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
