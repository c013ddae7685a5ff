/**
 * The options of awsFixtures(), read from the source of their types: src/config/options.ts and the files that it names. An
 * option's meaning, default, example, targets and variable are in its comment.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'

const folder = fileURLToPath(new URL('../../src/config/', import.meta.url))
const files = ['options.ts', 'stand-in-options.ts', 'aws-options.ts', 'aws-service-options.ts']

/** One option, as its comment and its type say. */
export interface DocumentedOption {
  /** Its path in the config: `aws.opensearch.vpc`. */
  readonly path: string
  readonly type: string
  readonly meaning: string
  readonly default: string
  /** As it stands in a config: `region: 'eu-west-1'`. */
  readonly example: string
  readonly targets: readonly string[]
  readonly variable?: string
}

interface Field {
  readonly name: string
  readonly type: string
  readonly comment: string
}

const ALL = ['local', 'containers', 'aws']

/** Every option, groups before what is in them. Fails with an Error that names the option whose comment lacks something. */
export function documentedOptions(): DocumentedOption[] {
  const interfaces = new Map(files.flatMap((file) => [...interfacesOf(`${folder}${file}`)]))
  return optionsIn('AwsFixturesOptions', [], ALL, interfaces)
}

function optionsIn(
  name: string,
  path: readonly string[],
  targets: readonly string[],
  interfaces: ReadonlyMap<string, readonly Field[]>,
): DocumentedOption[] {
  return (interfaces.get(name) ?? []).flatMap((field) => {
    const here = [...path, field.name]
    const option = documented(here.join('.'), field, targets)
    const group = field.type.split(' | ').find((part) => interfaces.has(part))
    const type = group ? field.type.replace(group, 'object') : field.type
    return [{ ...option, type }, ...(group ? optionsIn(group, here, option.targets, interfaces) : [])]
  })
}

function documented(path: string, { name, type, comment }: Field, outer: readonly string[]): DocumentedOption {
  const [meaning = '', ...tags] = comment.split(/^@/m).map((part) => part.trim().replace(/\s*\n\s*/g, ' '))
  const tag = (wanted: string) => tags.find((each) => each.startsWith(`${wanted} `))?.slice(wanted.length + 1)
  const need = (found: string | undefined, what: string): string => {
    if (!found) throw new Error(`The comment of the option ${path} lacks ${what}.`)
    return found
  }
  const example = need(tag('example'), 'an @example')
  if (!example.startsWith(`${name}: `)) throw new Error(`The @example of the option ${path} is of another: ${example}`)
  const variable = tag('variable')
  return {
    path,
    type,
    meaning: need(meaning, 'its meaning'),
    default: need(tag('default'), 'a @default'),
    example,
    targets: tag('targets')?.split(', ') ?? outer,
    ...(variable && { variable }),
  }
}

/** A node of the parser's tree, as far as it is read here. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly declaration?: Node | null
  readonly id?: { readonly name: string }
  readonly body?: readonly Node[] | { readonly body: readonly Node[] }
  readonly key?: { readonly name: string }
  readonly typeAnnotation?: Node
}

/** The fields of each interface that a file exports, by the interface's name. */
function* interfacesOf(file: string): Generator<[string, readonly Field[]]> {
  const source = readFileSync(file, 'utf8')
  const program = parseAst(source, { lang: 'ts' }) as unknown as { readonly body: readonly Node[] }
  for (const { declaration } of program.body) {
    if (declaration?.type !== 'TSInterfaceDeclaration') continue
    const { body } = declaration.body as { readonly body: readonly Node[] }
    let end = declaration.start
    const fields = body.map((member) => {
      const before = source.slice(end, member.start)
      end = member.end
      const annotation = member.typeAnnotation?.typeAnnotation
      return {
        name: member.key?.name ?? '',
        type: typeText(source.slice(annotation?.start, annotation?.end)),
        comment: (/\/\*\*([\s\S]*)\*\/\s*$/.exec(before)?.[1] ?? '').replace(/^\s*\* ?/gm, '').trim(),
      }
    })
    yield [declaration.id?.name ?? '', fields]
  }
}

/** A type as a reader needs it: without `| undefined`, which every option has, and what only keeps a union open. */
const typeText = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ \| undefined$/, '')
    .replace('(string & {})', 'string')
    .replaceAll('readonly ', '')
    .replace(/^Readonly<(.*)>$/, '$1')
