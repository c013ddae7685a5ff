import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { AwsFixturesOptions } from '../config/options.ts'
import { ConfigError, messageOf } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** The config files that Vitest looks for, in its order. */
const names = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((end) => `${name}.${end}`),
)

/** The plugin that awsFixtures() returns, among other plugins. */
interface Found {
  readonly name?: unknown
  readonly api?: { readonly options?: AwsFixturesOptions }
}

/** The part of a config that contains plugins; each field may be missing. */
interface Config {
  readonly plugins?: unknown
  readonly test?: { readonly projects?: readonly unknown[] }
}

/** The given file, or else Vitest's config in that folder. Fails with a ConfigError where there is none. */
export function findConfig(folder: string, given: string | undefined): string {
  const tried = given ? [given] : names
  const found = tried.map((name) => resolve(folder, name)).find((file) => existsSync(file))
  if (found) return found
  throw new ConfigError(messages.noConfig(folder, given && resolve(folder, given)))
}

/**
 * The options of awsFixtures() in a config, or of a file that has the options only. Fails with a ConfigError where the file
 * cannot be loaded, has no options, or has several that differ.
 */
export async function readOptions(file: string): Promise<AwsFixturesOptions> {
  const loaded = load(file)
  const config: unknown = typeof loaded === 'function' ? await loaded({ command: 'serve', mode: 'test' }) : loaded
  const options = optionsIn(config)
  const different = new Set(options.map((each) => JSON.stringify(each)))
  const [first] = options
  if (first && different.size === 1) return first
  if (!first && isObject(config) && ('opensearch' in config || 'neptune' in config)) return config as AwsFixturesOptions
  throw new ConfigError(first ? messages.severalOptions(file, different.size) : messages.noOptions(file))
}

/** Loads JSON, CommonJS, ES modules and TypeScript. */
function load(file: string): unknown {
  try {
    const loaded: unknown = createRequire(file)(file)
    return isObject(loaded) && 'default' in loaded ? loaded.default : loaded
  } catch (cause) {
    throw new ConfigError(messages.unloadableConfig(file, messageOf(cause).split('\n')[0] ?? ''), { cause })
  }
}

/** The options of each of our plugins in a config and its projects; plugins may be nested, or missing. */
function optionsIn(config: unknown): readonly AwsFixturesOptions[] {
  if (!isObject(config)) return []
  const { plugins, test } = config as Config
  const here = [plugins].flat(Infinity).flatMap((plugin) => {
    const { name, api } = (plugin ?? {}) as Found
    return name === 'vitest-aws-fixtures' && api?.options ? [api.options] : []
  })
  return [...here, ...(test?.projects ?? []).flatMap(optionsIn)]
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
