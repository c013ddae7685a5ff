import type { Denial } from '../../errors/errors.ts'
import * as messages from '../messages.ts'

/** Policies besides those of the identity itself, as AWS names them. Each can deny an action, or fail to allow it. */
const OTHER_POLICY =
  /(service control policy|resource control policy|permissions boundary|session policy|VPC endpoint policy|resource-based policy)/

/** Reads from the text of AWS who was denied which action on which resource. */
export function readDenial(text: string): Denial {
  const identity = /User: (arn:\S+)/.exec(text)?.[1]
  const action = /to perform: \[?([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(text)?.[1]
  const target = /on resource: (arn:\S*[^\s.,])/.exec(text)?.[1]
  return { ...(action && { action }), ...(identity && { identity }), ...(target && { target }) }
}

/** Whether a statement in the identity's own policy cannot help, because another policy denies the action or has to allow it too. */
export const isDeniedElsewhere = (text: string): boolean => /explicit deny/.test(text) || OTHER_POLICY.test(text)

/** What to allow to whom, and in which policy; or which policy to take a deny from. */
export function denialHint({ action, identity, target }: Denial, text: string): string {
  const what = action ?? 'the action'
  const policy = OTHER_POLICY.exec(text)?.[1]
  if (/explicit deny/.test(text)) return messages.removeDeny(what, policy ?? 'IAM policy')
  return messages.allow(what, target, identity, policy)
}
