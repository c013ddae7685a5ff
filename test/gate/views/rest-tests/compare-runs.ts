import { type NormalAnswer, normalAnswer } from './normal-answer.ts'
import type { Outcome } from './run-rest-test.ts'
import { isObject } from './stash.ts'

/** Where two runs of a test differ, one line each; empty where they do not. */
export function differences(expected: Outcome, actual: Outcome): string[] {
  const found: string[] = []
  for (let at = 0; at < Math.max(expected.exchanged.length, actual.exchanged.length); at += 1) {
    const [one, other] = [expected.exchanged[at], actual.exchanged[at]]
    const api = one?.api ?? other?.api
    if (!one || !other)
      return [...found, `${at + 1} ${api}: only ${one ? 'the plain engine' : 'the view'} came to it`, ...failures()]
    found.push(...answerDifferences(normalAnswer(one), normalAnswer(other)).map((line) => `${at + 1} ${api}: ${line}`))
  }
  return found.length > 0 || expected.failure !== undefined || actual.failure !== undefined
    ? [...found, ...failures()]
    : []

  function failures(): string[] {
    if ((expected.failure === undefined) === (actual.failure === undefined)) return []
    return [`the plain engine ${expected.failure ?? 'passes'}; the view ${actual.failure ?? 'passes'}`]
  }
}

function answerDifferences(expected: NormalAnswer, actual: NormalAnswer): string[] {
  return [
    ...valueDifferences('status', expected.status, actual.status),
    ...valueDifferences('type', expected.type, actual.type),
    ...valueDifferences('warnings', expected.warnings, actual.warnings),
    ...valueDifferences('', expected.body, actual.body),
  ]
}

function valueDifferences(path: string, expected: unknown, actual: unknown): string[] {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    const found = expected.flatMap((item, at) => valueDifferences(`${path}.${at}`, item, actual[at]))
    return found.length > 0 && inOrder(expected) === inOrder(actual) ? [`${path} has another order`] : found
  }
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    return names.flatMap((name) => valueDifferences(`${path}.${name}`, expected[name], actual[name]))
  }
  if (typeof expected === 'string' && typeof actual === 'string' && expected !== actual) {
    const isOrder = inOrder(expected.split('\n')) === inOrder(actual.split('\n'))
    return [isOrder ? `${path} has another order of lines` : `${path} ${show(expected)} → ${show(actual)}`]
  }
  return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [`${path} ${show(expected)} → ${show(actual)}`]
}

const inOrder = (items: readonly unknown[]): string =>
  items
    .map((item) => JSON.stringify(item) ?? '')
    .sort()
    .join('\n')

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 400)
