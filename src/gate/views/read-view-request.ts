import * as v from 'valibot'
import { nameUnder } from './own-index-name.ts'
import type { ViewRequest } from './view-request.ts'

/** Names of things in OpenSearch, as far as they stand in a view. */
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255))

const prefix = v.pipe(name, v.endsWith('-'))

const secret = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

const sealedIndex = v.object({
  name,
  physical: name,
  blocks: v.exactOptional(v.array(v.pipe(v.string(), v.regex(/^index\.blocks\.\w+$/)))),
  aliases: v.record(name, v.looseObject({})),
})

const viewRequest = v.object({
  prefix,
  layers: v.pipe(v.array(v.object({ prefix, indices: v.array(sealedIndex) })), v.maxLength(100)),
  credentials: v.exactOptional(
    v.object({
      accessKeyId: v.pipe(v.string(), v.regex(/^\w{1,128}$/)),
      secretAccessKey: secret,
      sessionToken: v.exactOptional(secret),
    }),
  ),
  isWorkers: v.exactOptional(v.boolean()),
  test: v.exactOptional(v.pipe(v.string(), v.maxLength(10_000))),
})

/** Reads what a worker asks for. A text says what is wrong with it, or what of it is not of the run with this prefix. */
export function readViewRequest(body: Buffer, runPrefix: string): ViewRequest | string {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    return 'The body is no JSON.'
  }
  const parsed = v.safeParse(viewRequest, value)
  if (!parsed.success) return v.summarize(parsed.issues)
  const request: ViewRequest = parsed.output
  const physical = [
    request.prefix,
    ...request.layers.flatMap((layer) => [layer.prefix, ...layer.indices.map((index) => index.physical)]),
  ]
  const foreign = physical.find((text) => nameUnder(text, runPrefix) === undefined)
  return foreign === undefined ? request : `'${foreign}' does not start with '${runPrefix}', as all of this run does.`
}
