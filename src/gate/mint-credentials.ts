import { randomBytes, randomInt } from 'node:crypto'
import type { AwsCredentials } from '../base/credentials.ts'

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Mints temporary-looking credentials: an `ASIA…` key, a secret and a session token, so that code which loses the
 * token fails here as it would on AWS. They open nothing but the gates of the daemon that minted them.
 */
export function mintCredentials(): AwsCredentials {
  const suffix = Array.from({ length: 16 }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join('')
  return {
    accessKeyId: `ASIA${suffix}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(96).toString('base64'),
  }
}
