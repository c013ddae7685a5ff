import type { Identity } from '../gate.ts'
import type { Guess, Mismatch } from './guess.ts'

/** The client signed with another secret than the one of its access key. */
export function guessSecrets({ identity, identities }: Mismatch): Guess[] {
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
          `the access key is that of ${nameOf(identity)}, and the secret that of ${nameOf(other)}. The client mixes ` +
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

/** As messages name somebody. */
export const nameOf = ({ worker }: Identity): string => (worker === 0 ? "the run's main process" : `worker ${worker}`)
