import { relative, sep } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from '../../config/resolve.ts'
import { setupWorker } from '../own-files.ts'
import { ImportGraph } from './import-graph.ts'
import { ModuleLocator } from './locate-module.ts'

/** The test files that need the services: absolute paths, or all files, also those that are not queued. */
export type FilesInNeed = readonly string[] | 'all'

/**
 * Which of a project's queued test files need the services: those of the user's `include`. Without it, all files where code
 * under test can reach an endpoint (`env`, a fixed `port`), or else the files whose imports lead to the fixtures.
 */
export async function filesInNeed(
  project: TestProject,
  options: ResolvedOptions,
  files: readonly string[],
): Promise<FilesInNeed> {
  const { include, variables } = options
  if (include) {
    const { default: picomatch } = await import('picomatch')
    const matches = picomatch([...include], { dot: true })
    return files.filter((file) => matches(relative(options.root, file).split(sep).join('/')))
  }
  if (Object.keys(variables).length > 0 || hasFixedPort(options)) return 'all'

  const locator = new ModuleLocator(resolverOf(project))
  const graph = new ImportGraph((specifier, importer) => locator.locate(specifier, importer))
  for (const file of project.config.setupFiles) {
    if (file !== setupWorker && (await graph.reachesFixtures(file))) return 'all'
  }
  const found: string[] = []
  for (const file of files) if (await graph.reachesFixtures(file)) found.push(file)
  return found
}

/** With a fixed port, code under test needs no variable to find the service. */
function hasFixedPort(options: ResolvedOptions): boolean {
  if (options.target !== 'local') return false
  return Boolean(options.opensearch?.port || options.neptune?.port)
}

function resolverOf({ vite }: TestProject): ConstructorParameters<typeof ModuleLocator>[0] {
  const aliases = vite.config.resolve.alias.map(({ find }) => find)
  return {
    isAlias: (specifier) =>
      aliases.some((find) =>
        typeof find === 'string' ? specifier === find || specifier.startsWith(`${find}/`) : find.test(specifier),
      ),
    resolve: async (specifier, importer) =>
      (await vite.environments.ssr!.pluginContainer.resolveId(specifier, importer))?.id,
  }
}
