/**
 * Rebuilds src/gate/views/rest-api.ts, and what its tests know of parameters, from OpenSearch's description of its REST API.
 *
 *   node scripts/build-rest-api.ts
 *
 * Needs no network where the artifact is in the cache.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { type DescribedApi, describedApis, SPEC_NAME } from './rest-api-spec.ts'

/** The generated files, by their paths in the repository. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const apis = [...(await describedApis())]
  return {
    'src/gate/views/rest-api.ts': fileOf('Each API on a line, and its paths behind the methods they take', 'REST_API', [
      ...apis.map(([name, api]) => `${name} ${pathsOf(api)}`),
    ]),
    'test/gate/views/rest-parameters.ts': fileOf(
      'Each API on a line, and the query parameters it has',
      'REST_PARAMETERS',
      [...apis.map(([name, { params = {} }]) => [name, ...Object.keys(params)].join(' '))],
    ),
  }
}

/** `GET,POST /_search /{index}/_search`: paths that take the same methods stand together. */
function pathsOf({ url }: DescribedApi): string {
  const byMethods = new Map<string, string[]>()
  for (const { methods, path } of url.paths) {
    const known = byMethods.get(methods.join())
    if (known) known.push(path)
    else byMethods.set(methods.join(), [path])
  }
  return [...byMethods].map(([methods, paths]) => `${methods} ${paths.join(' ')}`).join(' ')
}

function fileOf(what: string, name: string, lines: readonly string[]): string {
  const comment = `/** ${what}. Made from ${SPEC_NAME} by scripts/build-rest-api.ts. */`
  return `${comment}\nexport const ${name} = \`\n${lines.join('\n')}\n\`\n`
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    writeFileSync(join(import.meta.dirname, '..', path), content)
  }
}
