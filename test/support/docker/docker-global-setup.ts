import type { TestProject } from 'vitest/node'
import installPackage from '../installed-package.ts'
import { dockerForTests } from './docker-for-tests.ts'

/** Global set-up of the project `containers`: a Docker engine with the images, and the installed package. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const endDocker = await dockerForTests()
  try {
    const removePackage = await installPackage(project)
    return async () => {
      await removePackage()
      await endDocker()
    }
  } catch (error) {
    await endDocker()
    throw error
  }
}
