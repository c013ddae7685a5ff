import type { ErrorKind, Words } from './error-kinds.ts'
import { awsWords } from './foreign-codes/aws.ts'
import { credentialWords } from './foreign-codes/credentials.ts'
import { neptuneControlWords, neptuneWords } from './foreign-codes/neptune.ts'
import { networkWords } from './foreign-codes/network.ts'
import { openSearchControlWords, openSearchWords } from './foreign-codes/opensearch.ts'
import { protocolWords } from './foreign-codes/protocol.ts'
import { tlsWords } from './foreign-codes/tls.ts'

/** The codes by origin. No code has two meanings, so the origin of an error need not be known. */
export const wordsByOrigin: Readonly<Record<string, Words>> = {
  network: networkWords,
  TLS: tlsWords,
  protocol: protocolWords,
  AWS: awsWords,
  credentials: credentialWords,
  'OpenSearch Service': openSearchControlWords,
  'Neptune and RDS': neptuneControlWords,
  OpenSearch: openSearchWords,
  Neptune: neptuneWords,
}

const byWord = new Map(Object.values(wordsByOrigin).flatMap((words) => Object.entries(words)))

/** Texts that distinguish errors with the same name on AWS. The first match of name and text decides. */
const byText: readonly (readonly [names: RegExp, text: RegExp, kind: ErrorKind])[] = [
  // A signature that is too old has the type of any other bad signature.
  [/^(InvalidSignature|SignatureDoesNotMatch|AuthFailure)/, /^Signature (expired|not yet current)/, 'clock'],
  // The name is free only after that deletion, which takes far longer than a call is repeated.
  [/^ValidationException$/, /still being deleted/i, 'exists'],
  // A new role or policy takes effect after some minutes. Until then OpenSearch Service calls it invalid.
  [
    /^(ValidationException|InvalidTypeException)$/,
    /has not propagated yet|must be allowed to use the passed role|passed role must authorize|enable a service-linked role|must be authori[sz]ed to describe|^Error setting policy|^Authentication error/i,
    'propagating',
  ],
  [
    /^InvalidParameterValue$/,
    /^IAM role ARN value is invalid or does not include the required permissions/i,
    'propagating',
  ],
]

/** The meaning of a code or name. The text decides only where one name has several meanings. */
export function kindOfWord(word: string, text = ''): ErrorKind | undefined {
  return byText.find(([names, texts]) => names.test(word) && texts.test(text))?.[2] ?? byWord.get(word)
}

/** The status codes of a Gremlin server (their table is in TinkerPop's provider documentation). */
export const byGremlinStatus: Readonly<Record<number, ErrorKind>> = {
  401: 'denied',
  403: 'denied',
  407: 'denied',
  429: 'throttled',
  497: 'invalid',
  498: 'invalid',
  499: 'invalid',
  500: 'server',
  595: 'server',
  596: 'conflict',
  597: 'invalid',
  598: 'timeout',
  599: 'unreadable',
}
