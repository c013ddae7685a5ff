import type { AskEngine } from '../rest-tests/ask-engine.ts'

/** What sequences make and what there is of it, in one request. */
const LISTED = [
  ...['indices.*.state', 'data_stream.data_stream.*.name', 'index_template.index_template.*.index_patterns'],
  'ingest.pipeline.id',
].map((path) => `metadata.${path}`)

interface Listed {
  readonly metadata?: {
    readonly indices?: object
    readonly data_stream?: { readonly data_stream?: object }
    readonly index_template?: { readonly index_template?: object }
    readonly ingest?: { readonly pipeline?: readonly { readonly id: string }[] }
  }
}

/** Removes what a sequence can make where its name has this in it; `''`: all there is. */
export async function emptyDomain(ask: AskEngine, prefix: string): Promise<void> {
  const target = `/_cluster/state/metadata?filter_path=${LISTED.join()}`
  const { metadata = {} } = (await ask({ method: 'GET', target, headers: {} })).body as Listed
  const ours = (things: object = {}) => Object.keys(things).filter((name) => name.includes(prefix))
  const streams = ours(metadata.data_stream?.data_stream)
  const remove = async (path: string) => {
    const answer = await ask({ method: 'DELETE', target: path, headers: {} })
    if (answer.status !== 200) throw new Error(`DELETE ${path}: ${answer.text}`)
  }
  if (streams.length > 0) await remove(`/_data_stream/${streams}`)
  // Those of data streams went with them.
  const indices = ours(metadata.indices).filter((name) => !name.startsWith('.ds-'))
  if (indices.length > 0) await remove(`/${indices}`)
  for (const name of ours(metadata.index_template?.index_template)) await remove(`/_index_template/${name}`)
  const ids = (metadata.ingest?.pipeline ?? []).map(({ id }) => id).filter((id) => id.includes(prefix))
  for (const id of ids) await remove(`/_ingest/pipeline/${id}`)
}
