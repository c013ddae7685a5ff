import type { Denial } from '../../errors/errors.ts'

/** Policies besides those of the identity itself, each of which can deny, or fail to allow. */
const OTHER_POLICY =
  /(service control policy|resource control policy|permissions boundary|session policy|VPC endpoint policy|resource-based policy)/

/** Reads who was denied what, and of what, from the text AWS has for it. */
export function readDenial(text: string): Denial {
  const identity = /User: (arn:\S+)/.exec(text)?.[1]
  const action = /to perform: \[?([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(text)?.[1]
  const target = /on resource: (arn:\S*[^\s.,])/.exec(text)?.[1]
  return { ...(action && { action }), ...(identity && { identity }), ...(target && { target }) }
}

/** Whether no statement in the identity's own policy helps: another policy denies, or has to allow it as well. */
export const isDeniedElsewhere = (text: string): boolean => /explicit deny/.test(text) || OTHER_POLICY.test(text)

/** What to allow, to whom, and where. */
export function denialHint({ action, identity, target }: Denial, text: string): string {
  const what = action ?? 'the action'
  const policy = OTHER_POLICY.exec(text)?.[1]
  if (/explicit deny/.test(text)) {
    return `Take the deny of ${what} out of the ${policy ?? 'IAM policy'}: beside it no Allow helps.`
  }
  const on = target ? ` on ${target}` : ''
  return `Allow ${what}${on} to ${identity ?? 'this identity'}, in ${policy ? `the ${policy}` : 'an IAM policy'}.`
}
