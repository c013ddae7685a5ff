import { describe, expect, test } from 'vitest'
import { resolveLocalOptions, resolveOptions } from '../../src/config/resolve.ts'

const root = '/project'
const messageFor = (options: unknown, env: NodeJS.ProcessEnv = {}) => {
  try {
    resolveOptions(options, root, env)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}
const header = 'The options of awsFixtures() in the Vitest config are not valid.'

describe('resolveOptions', () => {
  test('target local has a default for every option', () => {
    expect(resolveOptions({ opensearch: true, neptune: true }, root, {})).toMatchObject({
      target: 'local',
      region: 'us-east-1',
      opensearch: { release: { version: expect.stringMatching(/^2\.19\./) }, port: 0 },
      neptune: { release: { version: expect.stringMatching(/^3\.7\./) }, port: 0 },
      java: { path: '', download: true, index: 'https://pypi.org/simple' },
      variables: {},
      exportCredentials: true,
      isolation: 'exclusive',
      onLeak: 'fail',
      startTimeoutMs: 120_000,
      root,
    })
  })

  test.for([
    [undefined, 'exclusive', 'prefix'],
    ['exclusive', 'exclusive', 'prefix'],
    ['views', 'exclusive', 'views'],
    ['prefix', 'exclusive', 'prefix'],
    ['partition', 'partition', 'prefix'],
  ] as const)('isolation %s means %s for the graph and %s for indices', ([level, isolation, indices]) => {
    expect(resolveOptions({ neptune: true, isolation: level }, root, {})).toMatchObject({ isolation, indices })
  })

  test('the option isolation accepts the names of levels only', () => {
    expect(messageFor({ neptune: true, isolation: 'shared' })).toBe(
      `${header}\n- isolation: must be 'exclusive', 'views', 'prefix' or 'partition'; it is "shared".`,
    )
  })

  test('a variable can have the name of the index only where tests have views', () => {
    const options = { opensearch: true, env: { INDEX: 'opensearch.index' } }
    expect(messageFor({ ...options, isolation: 'views' })).toBe('accepted')
    expect(messageFor(options)).toContain("- env.INDEX: 'opensearch.index' needs isolation: 'views'.")
  })

  test.for(['local', 'containers'] as const)('each engine has its own heap size on target %s', (target) => {
    const options = { target, opensearch: { heapMb: 1_024 }, neptune: true }
    expect(resolveOptions(options, root, {})).toMatchObject({ opensearch: { heapMb: 1_024 }, neptune: { heapMb: 512 } })
  })

  test('a relative dataset folder starts at the root of the project', () => {
    const { opensearch, neptune } = resolveOptions(
      { opensearch: { dataset: 'fixtures/a' }, neptune: { dataset: '/elsewhere/b' } },
      root,
      {},
    )
    expect(opensearch?.dataset).toBe('/project/fixtures/a')
    expect(neptune?.dataset).toBe('/elsewhere/b')
  })

  test('exportCredentials: false keeps only the mapped variables in the environment', () => {
    const { variables, exportCredentials } = resolveOptions(
      { opensearch: true, env: { ENDPOINT: 'opensearch.url' }, exportCredentials: false },
      root,
      {},
    )
    expect(variables).toEqual({ ENDPOINT: 'opensearch.url' })
    expect(exportCredentials).toBe(false)
  })

  test('the version of an engine is written as its AWS service names it', () => {
    const { opensearch } = resolveLocalOptions({ opensearch: { engineVersion: 'OpenSearch_3.5' } }, root, {})
    expect(opensearch?.release).toMatchObject({ product: 'OpenSearch', version: '3.5.0', java: { least: 21 } })
    for (const engineVersion of ['1.3.2.0', '1.3.2.1', '1.4.0.0', '1.4.5.0', '1.4.5.1.R2']) {
      expect(resolveLocalOptions({ neptune: { engineVersion } }, root, {}).neptune?.release.version).toBe('3.7.5')
    }
    for (const engineVersion of ['1.3.1.0', '1.5.0.0', '1.4', '2.0.0.0', '', '1.3.2.0x']) {
      expect(messageFor({ neptune: { engineVersion } })).toContain(
        `neptune.engineVersion: '${engineVersion}' is unknown`,
      )
    }
  })

  test("Java is downloaded from AWS_FIXTURES_JAVA_MIRROR, or else the option, or else pip's index", () => {
    const indexOf = (env: NodeJS.ProcessEnv, javaMirror?: string) =>
      resolveLocalOptions({ neptune: true, local: { ...(javaMirror && { javaMirror }) } }, root, env).java.index
    const env = { PIP_INDEX_URL: 'https://pip.example/simple' }
    expect(indexOf(env)).toBe('https://pip.example/simple')
    expect(indexOf(env, 'https://option.example/simple')).toBe('https://option.example/simple')
    const both = { ...env, AWS_FIXTURES_JAVA_MIRROR: 'https://variable.example/simple' }
    expect(indexOf(both, 'https://option.example/simple')).toBe('https://variable.example/simple')
    expect(resolveLocalOptions({ neptune: true, local: { downloadJava: false } }, root, {}).java.download).toBe(false)
  })

  test('environment variables win over the options for mirror, cache and target', () => {
    const env = {
      AWS_FIXTURES_MAVEN_MIRROR: 'https://maven.example/repo',
      AWS_FIXTURES_CACHE: 'engines',
      AWS_FIXTURES_TARGET: 'local',
    }
    expect(
      resolveOptions({ neptune: true, target: 'containers', local: { cacheDirectory: '/c' } }, root, env),
    ).toMatchObject({
      target: 'local',
      mirror: 'https://maven.example/repo',
      cacheDirectory: '/project/engines',
    })
  })

  test.for([
    [{}, "- Neither 'opensearch' nor 'neptune' is set. Set at least one, for example { opensearch: true }."],
    [{ opensearch: { datset: 'x' } }, "- opensearch.datset: there is no such option. Did you mean 'dataset'?"],
    [{ opensearch: true, regoin: 'x' }, "- regoin: there is no such option. Did you mean 'region'?"],
    [{ opensearch: true, heap: 'x' }, '- heap: there is no such option.'],
    [{ opensearch: true, java: '/x' }, "- java: there is no such option. Did you mean 'local.java'?"],
    [{ opensearch: true, aws: { region: 'x' } }, "- aws.region: there is no such option. Did you mean 'region'?"],
    [
      { opensearch: true, engineVersion: 'x' },
      "- engineVersion: there is no such option. Did you mean 'opensearch.engineVersion' or 'neptune.engineVersion'?",
    ],
    [{ openSearch: true }, "- openSearch: there is no such option. Did you mean 'opensearch'?"],
    [{ neptune: true, aws: { ttlMinuts: 5 } }, "- aws.ttlMinuts: there is no such option. Did you mean 'ttlMinutes'?"],
    [{ opensearch: 'yes' }, '- opensearch: must be true, or an object with options; it is "yes".'],
    [{ opensearch: null }, '- opensearch: must be true, or an object with options; it is null.'],
    [{ neptune: true, target: 5 }, "- target: must be 'local', 'containers' or 'aws'; it is 5."],
    [{ neptune: true, target: 'lambda' }, `- target: must be 'local', 'containers' or 'aws'; it is "lambda".`],
    [
      { neptune: true, target: 'contaniers' },
      `- target: must be 'local', 'containers' or 'aws'; it is "contaniers". Did you mean 'containers'?`,
    ],
    [
      { opensearch: { engineVersion: 'OpenSearch_9.9' } },
      "- opensearch.engineVersion: 'OpenSearch_9.9' is unknown; there is 'OpenSearch_2.17', 'OpenSearch_2.19', 'OpenSearch_3.5'.",
    ],
    [
      { opensearch: { engineVersion: 'toString' } },
      "- opensearch.engineVersion: 'toString' is unknown; there is 'OpenSearch_2.17', 'OpenSearch_2.19', 'OpenSearch_3.5'.",
    ],
    [
      { neptune: { engineVersion: '1.2.1.0' } },
      "- neptune.engineVersion: '1.2.1.0' is unknown; there is 1.3.2.0 and later 1.3 versions, and those of 1.4.",
    ],
    [{ neptune: true, env: { A: 'opensearch.url' } }, "- env.A: 'opensearch.url' needs the key 'opensearch'."],
    [{ neptune: true, region: 'Ireland' }, '- region: is not an AWS region, such as eu-west-1'],
    [{ opensearch: { heapMb: 32 } }, '- opensearch.heapMb: must be at least 64; it is 32.'],
    [{ opensearch: { heapMb: 1e6 } }, '- opensearch.heapMb: must be at most 65536; it is 1000000.'],
    [{ neptune: { heapMb: 99.5 } }, '- neptune.heapMb: must be a whole number; it is 99.5.'],
    [{ neptune: { port: '8182' } }, '- neptune.port: must be a number; it is "8182".'],
    [{ opensearch: { dataset: 5 } }, '- opensearch.dataset: must be a string; it is 5.'],
    [{ opensearch: { dataset: '' } }, '- opensearch.dataset: must not be empty.'],
    [{ neptune: true, include: 'test/**' }, '- include: must be an array; it is "test/**".'],
    [{ neptune: true, reuse: 'no' }, '- reuse: must be true or false; it is "no".'],
    [{ neptune: true, aws: 'eu-west-1' }, '- aws: must be an object with options; it is "eu-west-1".'],
    [{ neptune: true, local: { mavenMirror: 'maven' } }, '- local.mavenMirror: must be a URL; it is "maven".'],
    [
      { neptune: true, isolation: 'partiton' },
      "- isolation: must be 'exclusive', 'views', 'prefix' or 'partition'; it is \"partiton\". Did you mean 'partition'?",
    ],
    [
      { neptune: true, env: { A: 'neptune.uri' } },
      "- env.A: must be 'opensearch.url', 'opensearch.host', 'opensearch.port', 'opensearch.indexPrefix', 'opensearch.index', 'neptune.url', 'neptune.host', 'neptune.port' or 'region'; it is \"neptune.uri\". Did you mean 'neptune.url'?",
    ],
    [{ neptune: true, exportCredentials: 'no' }, '- exportCredentials: must be true or false; it is "no".'],
  ] as const)('%j is refused with the name of the option', ([options, line]) => {
    expect(messageFor(options)).toBe(`${header}\n${line}`)
  })

  test.for<[unknown, string]>([
    [{ opensearch: { datset: 'x', indx: 'y' } }, 'opensearch.datset opensearch.indx'],
    [{ opensearch: 'yes' }, 'opensearch'],
    [{ neptune: true, env: { A: 'neptune.uri', credentials: true } }, 'env.A env.credentials'],
    [{ neptune: true, local: { mavenMirror: 'ftp://maven.example' } }, 'local.mavenMirror'],
    [{ neptune: true, include: 'test/**' }, 'include'],
    [{ neptune: true, include: [] }, 'include'],
    ['local', 'options'],
  ])('the error for the options %j names each wrong option', ([options, keys]) => {
    const lines = messageFor(options).split('\n').slice(1)
    expect(lines.map((line) => /^- ([\w.]+): /.exec(line)?.[1]).join(' ')).toBe(keys)
  })

  test('the error for wrong options lists all faults at once', () => {
    expect(messageFor({ opensearch: { port: 0, index: '' }, onLeak: 'ignore' }).split('\n')).toHaveLength(4)
  })

  test('a wrong target in the environment is refused with the name of its variable', () => {
    expect(messageFor({ neptune: true }, { AWS_FIXTURES_TARGET: 'lambda' })).toBe(
      `${header}\n- AWS_FIXTURES_TARGET: must be 'local', 'containers' or 'aws'; it is "lambda".`,
    )
  })
})
