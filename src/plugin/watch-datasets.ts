import { realpathSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from '../config/resolve.ts'
import { isFileOfDataset } from '../dataset/dataset-folder.ts'
import { runStateOf } from './run-state.ts'

/**
 * In watch mode, a change of a dataset's files reruns the tests of a project that need the services, by Vitest's own watcher.
 * `joinRun` prepares their run before the rerun.
 */
export function watchDatasets(project: TestProject, options: ResolvedOptions): void {
  const { vitest } = project
  const given = datasetFolders(options)
  // By the given paths, and by the paths that a watcher may report where there are links.
  const folders = [...new Set([...given, ...given.map(withoutLinks)])]
  if (!vitest.config.watch || folders.length === 0) return
  const { watcher } = vitest.vite
  const isOurs = (file: string) => folders.some((folder) => isFileOfDataset(folder, file))
  // A dataset may be outside of the project's root.
  watcher.add(folders)
  // Vitest reruns nothing for a removed file.
  watcher.on('unlink', (file) => isOurs(file) && watcher.emit('change', file))
  vitest.config.watchTriggerPatterns = [
    ...(vitest.config.watchTriggerPatterns ?? []),
    { pattern: /.*/s, testsToRun: (file) => (isOurs(file) ? testsInNeed(project) : undefined) },
  ]
}

/** The folders of a project's datasets. */
export function datasetFolders({ opensearch, neptune }: ResolvedOptions): readonly string[] {
  return [opensearch?.dataset, neptune?.dataset].filter((folder) => folder !== undefined)
}

function withoutLinks(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    // It does not exist yet, or any more.
    return folder
  }
}

/** The files of a project that have run in this watch and need the services. */
function testsInNeed(project: TestProject): string[] {
  const { needs } = runStateOf(project.vitest)
  const inNeed = needs.get(project) ?? []
  return project.vitest.state
    .getFiles()
    .filter(({ projectName }) => (projectName ?? '') === project.name)
    .map(({ filepath }) => filepath)
    .filter((file) => inNeed === 'all' || inNeed.includes(file))
}
