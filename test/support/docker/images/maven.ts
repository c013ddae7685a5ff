import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'

/** What Maven is to bring into a folder: `group:artifact:version[:zip[:classifier]]`, jars with all they need at run time. */
export type Wanted = Readonly<Record<string, readonly string[]>>

/** Lets one run of Maven, as this machine has set it up, fill a folder of that name for each entry. */
export async function bringByMaven(wanted: Wanted, folder: string): Promise<void> {
  const names = Object.keys(wanted)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'pom.xml'), project('all', `<modules>${names.map(tag('module')).join('')}</modules>`))
  for (const name of names) {
    await mkdir(join(folder, name), { recursive: true })
    const dependencies = tag('dependencies')(wanted[name]!.map(dependency).join('\n'))
    await writeFile(join(folder, name, 'pom.xml'), project(name, dependencies))
  }
  await runCommand(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=\${project.basedir}`],
    { cwd: folder },
  )
}

const tag = (name: string) => (content: string) => `<${name}>${content}</${name}>`

const project = (name: string, content: string) =>
  `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>images</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
${content}</project>`

function dependency(coordinates: string): string {
  const [group, artifact, version, type = 'jar', classifier] = coordinates.split(':')
  // A zip is whole as it is.
  const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
<type>${type}</type>${classifier ? tag('classifier')(classifier) : ''}${type === 'zip' ? alone : ''}</dependency>`
}
