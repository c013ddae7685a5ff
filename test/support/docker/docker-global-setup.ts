import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import installPackage from '../installed-package.ts'
import { prepareMeanwhile } from '../prepared.ts'
import { type DockerForTests, dockerForTests } from './docker-for-tests.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The file that tells when the Docker engine is there. */
    dockerPrepared: string
  }
}

/** Global set-up of the project `containers`: a Docker engine with the images, and the installed package. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const removePackage = await installPackage(project)
  const directory = await mkdtemp(join(tmpdir(), 'vaf-docker-'))
  const file = join(directory, 'prepared.json')
  let docker: DockerForTests | undefined
  // Packages and images take minutes, in which the tests of other projects run.
  const preparing = prepareMeanwhile(file, async () => {
    docker = await dockerForTests()
    return docker.env
  })
  project.provide('dockerPrepared', file)
  return async () => {
    await preparing
    try {
      await docker?.end()
    } finally {
      await removePackage()
      await rm(directory, { recursive: true, force: true })
    }
  }
}
