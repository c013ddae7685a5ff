/** docs/configuration.md, made from the types of the options and their comments. */
import { type DocumentedOption, documentedOptions } from './options.ts'

/** The page. Fails as `documentedOptions` does. */
export function configurationPage(): string {
  const options = documentedOptions()
  return [HEAD, TABLE_HEAD, ...options.map(row), '', VARIABLES, ...options.map(section)].join('\n')
}

const HEAD = `<!-- Made by \`node scripts/make-docs.ts\` from the comments in src/config/options.ts and the files beside it. -->
# Configuration

\`\`\`ts
import { defineConfig } from 'vitest/config'
import { awsFixtures } from 'vitest-aws-fixtures'

export default defineConfig({
  plugins: [
    awsFixtures({
      opensearch: { engineVersion: 'OpenSearch_2.19', dataset: 'fixtures/airports', index: 'airports' },
      neptune: true,
      env: { OPENSEARCH_ENDPOINT: 'opensearch.url', NEPTUNE_ENDPOINT: 'neptune.url' },
      region: 'eu-west-1',
    }),
  ],
})
\`\`\`

The options are checked when Vitest starts. One \`ConfigError\` lists everything that is wrong with them. A relative path starts at the root of the Vitest project.

What only one target reads is in the group of that target: \`local\`, \`containers\` or \`aws\`. The column "targets" names the targets that read an option.

## All options
`

const TABLE_HEAD = '| option | default | targets | variable |\n|---|---|---|---|'

const VARIABLES = `## Environment variables

| variable | meaning |
|---|---|
| \`AWS_FIXTURES_TARGET\` | the target; wins over \`target\` |
| \`AWS_FIXTURES_CACHE\` | the folder for downloads and logs; wins over \`local.cacheDirectory\` |
| \`AWS_FIXTURES_MAVEN_MIRROR\` | where engines are downloaded from; wins over \`local.mavenMirror\` |
| \`AWS_FIXTURES_JAVA_MIRROR\` | where a Java runtime is downloaded from; wins over \`local.javaMirror\` |
| \`PIP_INDEX_URL\` | the same, where neither the variable before nor the option is there |
| \`AWS_FIXTURES_CHECK_IP_URL\` | who is asked for the address of this machine, on target \`aws\` |
| \`AWS_REGION\`, \`AWS_DEFAULT_REGION\` | the region on target \`aws\`, where \`region\` is absent |
| \`JAVA_HOME\` | a Java that is tried before those of PATH, where \`local.java\` is absent |
| \`NODE_EXTRA_CA_CERTS\` | a PEM file with further certificate authorities that clients trust |
| \`DOCKER_HOST\`, \`DOCKER_CONTEXT\`, \`DOCKER_TLS_VERIFY\`, \`DOCKER_CERT_PATH\` | the Docker engine, on target \`containers\` |
| \`TESTCONTAINERS_HOST_OVERRIDE\`, \`TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE\`, \`TESTCONTAINERS_RYUK_DISABLED\` | as testcontainers reads them, on target \`containers\` |
`

const code = (text: string): string => `\`${text}\``

/** A default is a literal, or words. */
const isLiteral = (text: string): boolean => /^(?:'[^']*'|[\d_]+|true|false|\{\}|\[\])$/.test(text)
const shownDefault = (text: string): string => (isLiteral(text) ? code(text) : text).replaceAll('|', '\\|')

const targetsOf = ({ targets }: DocumentedOption): string => (targets.length === 3 ? 'all' : targets.join(', '))
const anchorOf = (path: string): string => path.toLowerCase().replaceAll('.', '')
const variableOf = ({ variable }: DocumentedOption): string =>
  [...new Set(variable?.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [])].map(code).join(', ')

function row(option: DocumentedOption): string {
  const { path, default: value } = option
  return `| [${code(path)}](#${anchorOf(path)}) | ${shownDefault(value)} | ${targetsOf(option)} | ${variableOf(option)} |`
}

function section(option: DocumentedOption): string {
  const { path, type, meaning, default: value, example, variable } = option
  return [
    `## ${path}`,
    '',
    meaning,
    '',
    `- Type: ${code(type)}`,
    `- Default: ${isLiteral(value) ? code(value) : value}`,
    `- Targets: ${targetsOf(option)}`,
    ...(variable ? [`- Variable: ${variable.replace(/\b[A-Z]+(?:_[A-Z]+)+\b/g, code)}`] : []),
    `- Example: ${code(nested(path, example))}`,
    '',
  ].join('\n')
}

/** An example in its place in the options: `local: { java: '/x' }`. */
const nested = (path: string, example: string): string =>
  path
    .split('.')
    .slice(0, -1)
    .reduceRight((inner, group) => `${group}: { ${inner} }`, example)
