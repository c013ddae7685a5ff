import * as v from 'valibot'
import { only, text } from './schema.ts'
import type { OpenTunnel, TunnelEnd } from './tunnel-end.ts'
import { readTunnelEnd } from './tunnel-end.ts'

const nearEnd = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): TunnelEnd => {
    const end = readTunnelEnd(dataset.value)
    if (end) return end
    addIssue({ message: "is not the near end of a tunnel, such as 'https://127.0.0.1:9200'" })
    return NEVER
  }),
)

const opensTunnel = v.custom<OpenTunnel>((input) => typeof input === 'function')

/** `https://127.0.0.1:9200`, or without the scheme: the near end of a tunnel; or a function that opens one. */
export const tunnelEnd = v.lazy<typeof nearEnd | typeof opensTunnel>((input) =>
  typeof input === 'function' ? opensTunnel : nearEnd,
)

const roleArn = v.pipe(
  v.string(),
  v.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'is not the ARN of a role'),
)

const roleInDetail = only({
  roleArn,
  /** What the role's trust policy asks for, where it asks for something. */
  externalId: v.optional(text),
  /** How CloudTrail names who has assumed it. Default: the run's id, `vaf-3f9c2`. */
  sessionName: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\w+=,.@-]{2,64}$/, 'is not the name of a session: 2 to 64 letters, digits or +=,.@-'),
    ),
  ),
  /** How long its credentials last, in seconds: 900 to 43,200. They are renewed before their end. Default 3,600. */
  durationSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(900), v.maxValue(43_200))),
})

/** A role: its ARN, or that and more. What is not text is told as the object it was meant to be. */
export const assumedRole = v.lazy<typeof roleArn | typeof roleInDetail>((input) =>
  typeof input === 'string' ? roleArn : roleInDetail,
)
