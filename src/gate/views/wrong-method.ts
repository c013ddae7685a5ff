import { type Answer, jsonAnswer } from '../answer.ts'
import { methodsOf } from './route.ts'

/**
 * The engine's answer to a method that a path does not take, or to OPTIONS, which tells the methods; `undefined` where the
 * path is not known. The request itself, whose names are not translated, does not go on.
 */
export function wrongMethodAnswer(method: string, target: string): Answer | undefined {
  const methods = methodsOf(target)
  if (methods.length === 0) return undefined
  const allow = methods.join(',')
  if (method === 'OPTIONS') {
    return { status: 200, headers: { 'content-type': 'text/plain; charset=UTF-8', allow }, body: '' }
  }
  const error = `Incorrect HTTP method for uri [${target}] and method [${method}], allowed: [${methods.join(', ')}]`
  return jsonAnswer(405, { error, status: 405 }, { allow })
}
