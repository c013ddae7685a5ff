import { parseAllDocuments, type ScalarTag } from 'yaml'
import { readSpec } from '../../../../scripts/rest-api-spec.ts'
import { lockedEngines } from '../../../../src/engines/releases/engine-lock.ts'
import { indentFlow } from './indent-flow.ts'
import { isSkipped } from './skipped.ts'

/** One of OpenSearch's own tests of its REST API. */
export interface RestTest {
  /** The file's path without its ending: `bulk/10_basic`. */
  readonly file: string
  readonly title: string
  /** What is done, the set-up of the file first. */
  readonly steps: readonly RestStep[]
  /** What is done in the end, whatever came before. */
  readonly teardown: readonly RestStep[]
  /** Whether it is not for the engine's version. */
  readonly skipped: boolean
}

/** `{ do: { search: { index: 'a' } } }`, `{ match: { 'hits.total': 1 } }` and so on. */
export type RestStep = Readonly<Record<string, unknown>>

type Section = readonly RestStep[] | null

/** All tests of the artifact, for the engine that runs take. */
export async function readRestTests(): Promise<RestTest[]> {
  const { version } = lockedEngines.opensearch
  const files = Object.entries(await readSpec('test')).filter(([name]) => /\.ya?ml$/.test(name))
  return files.flatMap(([name, text]) => parseRestTests(name.replace(/\.ya?ml$/, ''), text, version))
}

/** The tests of a file. */
export function parseRestTests(file: string, text: string, version: string): RestTest[] {
  const documents = parseAllDocuments(indentFlow(text), {
    uniqueKeys: false,
    intAsBigInt: true,
    customTags: (tags) => [...numbers, ...tags],
  })
  const sections = [documents].flat().flatMap((document) => {
    const [problem] = document.errors
    if (problem) throw new Error(`${file} cannot be read.`, { cause: problem })
    return Object.entries((document.toJS({ maxAliasCount: -1 }) ?? {}) as Record<string, Section>)
  })
  const byTitle = new Map(sections.map(([title, steps]) => [title, steps ?? []]))
  const [setup = [], teardown = []] = ['setup', 'teardown'].map((title) => byTitle.get(title))
  const titles = [...byTitle.keys()].filter((title) => title !== 'setup' && title !== 'teardown')
  return titles.map((title) => {
    const steps = [...setup, ...byTitle.get(title)!]
    return {
      file,
      title,
      steps,
      teardown,
      skipped: isSkipped(steps, version),
    }
  })
}

/** Fractions as they are spelt: `1.0` would become `1`, which is another type to the engine. */
const numbers: readonly ScalarTag[] = [
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
    resolve: (text) => numberAs(text),
  },
]

function numberAs(text: string): unknown {
  const number = Number(text)
  return JSON.stringify(number) === text || !/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text) ? number : rawJson(text)
}

/** A number as it is spelt, which `JSON.stringify` leaves so; TypeScript does not know it yet. */
export const rawJson = (JSON as unknown as { rawJSON(text: string): { readonly rawJSON: string } }).rawJSON
