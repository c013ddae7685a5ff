import type { Command } from 'commander'
import { prepareArchives } from '../daemon/server/prepare-archives.ts'
import { cacheKey } from '../engines/cache-contents.ts'
import { obtainReleases } from '../prepare/obtain-engine-files.ts'
import { consoleReporter } from '../report/console.ts'
import { DEFAULT_ENGINES, releasesNamed } from './engine-names.ts'
import * as messages from './messages.ts'
import type { Surroundings } from './surroundings.ts'
import { defaultOptions } from './surroundings.ts'

interface InstallOptions {
  readonly engines: readonly string[]
  readonly archives?: true
  readonly json?: true
}

/** `install`: fetches engines, and Java where it is missing, before a run needs them. */
export function addInstallCommand(program: Command, { print, tell, signal }: Surroundings): void {
  program
    .command('install')
    .description('fill the cache with engines, and with Java where this machine has none that fits')
    .option('--engines <names...>', 'OpenSearch_2.19, neptune, neptune_1.4.5.0 …', [...DEFAULT_ENGINES])
    .option(
      '--archives',
      'start each engine once and make its class archive, which halves later starts; takes 20 s to 2 min',
    )
    .option('--json', 'print the answer as JSON')
    .action(async ({ engines, archives, json }: InstallOptions) => {
      const releases = releasesNamed(engines)
      const options = defaultOptions()
      const report = consoleReporter({ print: tell })
      const files = await obtainReleases(releases, { options, report, signal })
      const { cacheDirectory, startTimeoutMs } = options
      if (archives) tell(messages.startingEngines())
      const made = archives && (await prepareArchives({ releases, files, cacheDirectory, startTimeoutMs, signal }))
      const answer = {
        cache: cacheDirectory,
        key: cacheKey(releases),
        engines: releases.map(({ product, version }, n) => ({ name: product, version, java: files[n]?.java })),
      }
      if (json) return print(JSON.stringify(answer))
      for (const { name, version, java } of answer.engines) print(messages.engineInstalled(name, version, java))
      for (const { name, state, detail } of made ?? []) print(messages.classArchive(name, state, detail))
      print(`cache: ${answer.cache}`)
      print(`key:   ${answer.key}`)
    })
}
