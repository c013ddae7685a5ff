import { expect, test } from 'vitest'
import { describedApis } from '../../../scripts/rest-api-spec.ts'
import { allApis } from '../../../src/gate/views/all-apis.ts'
import type { ApiRules, Call } from '../../../src/gate/views/api.ts'
import { openView } from '../../../src/gate/views/open-view.ts'
import { route } from '../../../src/gate/views/route.ts'
import { targetOf } from '../../../src/gate/views/target.ts'
import { translate } from '../../../src/gate/views/translate.ts'
import { NameRejected } from '../../../src/gate/views/view.ts'
import { readRestTests } from './rest-tests/read-rest-tests.ts'
import { NotSent, type RestRequest, restRequest } from './rest-tests/rest-request.ts'

const prefix = 'vaf-run00-w1-t1-'
const view = openView({ prefix })
const apis = await describedApis()

/** Rejected, for they are about all tests at once. */
const REJECTED = /^(get_all_pits|delete_all_pits|tasks\.cancel)$/

test("all requests of OpenSearch's own tests are translated, and are the same without the prefixes", async () => {
  const requests = (await readRestTests()).flatMap(({ steps, teardown }) => [...steps, ...teardown]).flatMap(requestsOf)
  const wrong: string[] = []
  for (const request of requests) wrong.push(...(await wrongIn(request)))
  expect(wrong).toEqual([])
  expect(requests.length).toBeGreaterThan(7_000)
})

interface Called {
  readonly api: string
  readonly request: RestRequest
}

/** The requests of a step, in which what the test sets aside is not put in. */
function requestsOf({ do: calls = {} }: Readonly<Record<string, unknown>>): Called[] {
  return Object.entries(calls as Record<string, Record<string, unknown> | null>).flatMap(([api, given]) => {
    const { ignore, ...parameters } = given ?? {}
    try {
      return apis.has(api) ? [{ api, request: restRequest(api, apis.get(api), parameters, {}) }] : []
    } catch (error) {
      // The test is of a client that refuses it.
      if (error instanceof NotSent) return []
      throw error
    }
  })
}

async function wrongIn({ api, request }: Called): Promise<string[]> {
  const { method, target, body = '' } = request
  const call = route(method, target)
  if (call?.path.api !== api) return [`${method} ${target} is ${api}, not ${call?.path.api}`]
  const rules = allApis.get(api)
  if (!rules) return [`${api} has no rules`]
  if (rules.rejected !== undefined) return REJECTED.test(api) ? [] : [`${api} is rejected`]
  try {
    const translated = await translate({ call, rules, headers: [], body: Buffer.from(body) }, view)
    const same = targetOf(call.path, call.parts, call.query)
    return [
      ...(withoutAll(withoutAdded(translated.target, call, rules)) === withoutAll(same)
        ? []
        : [`${same} → ${translated.target}`]),
      ...(Buffer.isBuffer(translated.body) ? wrongBody(body, String(translated.body)) : []),
    ]
  } catch (error) {
    if (error instanceof NameRejected && REJECTED.test(api)) return []
    if (error instanceof NameRejected) return [`${method} ${target} ${body.slice(0, 200)}: ${error.message}`]
    throw error
  }
}

/**
 * A target without the parameter that was added to its query: what asks for the headings of a table, by which its columns
 * are found, or what says that each pattern of a validation has to find something, which is its default.
 */
function withoutAdded(target: string, { path: { api }, query }: Call, { answer }: ApiRules): string {
  if (answer === 'table') return target.replace(/[?&]v=true$/, '')
  const isAdded = api === 'indices.validate_query' && !query.some(([name]) => name === 'allow_no_indices')
  return isAdded ? target.replace(/[?&]allow_no_indices=false$/, '') : target
}

/** A target without prefixes, and without what stands for all indices. */
const withoutAll = (target: string): string =>
  target
    .replaceAll(`*${prefix}*`, '*')
    .replaceAll(prefix, '')
    // Where dots may follow, OpenSearch's own name of a data stream's index may stand.
    .replace('/.*,.ds-*', '/.*')
    .replaceAll(/\/(_all|\*|)(?=[/?]|$)/g, '')
    // It may lead through names, and so stands there with prefixes and without.
    .replace(/(?<=[?&]filter_path=)[^&]*/, (paths) => [...new Set(paths.split(','))].join())

function wrongBody(body: string, translated: string): string[] {
  // A snapshot of all indices says so, and may have got a body for it.
  const indices = new RegExp(`"indices":\\["\\*${prefix}\\*"\\],?`)
  const same = translated.replace(indices, '').replaceAll(`*${prefix}`, '').replaceAll(prefix, '')
  return alike(body || '{}') === alike(same || '{}') ? [] : [`${body} → ${translated}`]
}

/** JSON spelt alike: neither numbers by their spelling nor a list of one name are another body. */
const alike = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/\["([^"]*)"\]/g, '"$1"').replace(/(\d)\.0\b/g, '$1'))
    .join('\n')
