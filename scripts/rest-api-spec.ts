/** OpenSearch's own description of its REST API, and its tests: an artifact with one JSON file an API, and many of YAML. */
import { readJar } from './read-jar.ts'

/** Of the engine's own 2.19.1 none was published; the two serve the same paths. */
const SPEC = {
  version: '2.19.0',
  artifacts: [
    {
      coordinates: 'org.opensearch:rest-api-spec:2.19.0',
      sha256: '4dec3e0c48343aa6bdc0bc745a0e166b2bb66ded90690e6794146bc7038663e5',
      bytes: 432317,
    },
  ],
}

export const SPEC_NAME = SPEC.artifacts[0]!.coordinates

/** An API as the artifact describes it, in so far as it is read here. */
export interface DescribedApi {
  readonly url: { readonly paths: readonly DescribedPath[] }
  readonly params?: Readonly<Record<string, object>>
  readonly body?: { readonly serialize?: string; readonly required?: boolean } | null
}

interface DescribedPath {
  readonly path: string
  readonly methods: readonly string[]
  readonly parts?: Readonly<Record<string, object>>
}

/** The artifact's files of a folder (`api`, `test`) by their paths in it. Fails as `readJar` does. */
export async function readSpec(folder: string): Promise<Readonly<Record<string, string>>> {
  const start = `rest-api-spec/${folder}/`
  const files = await readJar(SPEC, (name) => name.startsWith(start) && !name.endsWith('/'))
  return Object.fromEntries(files.map(([name, text]) => [name.slice(start.length), text]))
}

/** All APIs by their names, in the order of these. */
export async function describedApis(): Promise<ReadonlyMap<string, DescribedApi>> {
  const files = Object.entries(await readSpec('api')).filter(([name]) => name !== '_common.json')
  return new Map(
    files
      .flatMap(([, text]) => Object.entries(JSON.parse(text) as Record<string, DescribedApi>))
      .filter(([name]) => !name.startsWith('$'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
