import type { Docker } from './docker.ts'

/** Ends a container by force and removes it, with the volumes of its own. Succeeds where it is gone already. */
export async function removeContainer({ container }: Docker, id: string): Promise<void> {
  await container.dockerode.getContainer(id).remove({ force: true, v: true }).catch(absentAsUndefined)
}

/** For a `catch`: what Docker says of a container that is not there, or is about to be gone. Anything else is thrown again. */
export function absentAsUndefined(error: unknown): undefined {
  const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
  const isGoing = statusCode === 409 && /removal of container .* is already in progress/.test(message)
  if (statusCode !== 404 && !isGoing) throw error
  return undefined
}
