import { posix } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ProvisionError } from '../errors.ts'
import type { Docker } from './docker.ts'
import { withContents } from './one-file-tar.ts'
import { absentAsUndefined } from './remove-container.ts'

/** A text file of an image, by its absolute path inside, and what becomes of its contents. */
export type Edits = Readonly<Record<string, (contents: string) => string>>

/**
 * Changes a text file of a container, which need not run; of its image nothing is changed. Not by testcontainers, which
 * tells of each failure on the console. Fails with a ProvisionError where there is no such file.
 */
export async function editFile(
  { container }: Docker,
  id: string,
  [path, edit]: readonly [path: string, edit: (contents: string) => string],
): Promise<void> {
  const edited = container.dockerode.getContainer(id)
  const found = await edited.getArchive({ path }).catch(absentAsUndefined)
  if (!found) throw new ProvisionError(`The image has no file ${path}.`, { fault: 'user' })
  await edited.putArchive(withContents(await buffer(found), edit), { path: posix.dirname(path) })
}
