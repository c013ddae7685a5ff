import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where engines listen on this machine, by their kind. */
export interface UsualSockets {
  /** Where testcontainers looks. */
  readonly docker: readonly string[]
  /** Where Podman does, and testcontainers does not look. */
  readonly podman: readonly string[]
}

/** For this user; of Linux and macOS. */
export function usualSockets(
  { XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
  uid: number | undefined = process.getuid?.(),
): UsualSockets {
  const asked = runtime ? [runtime] : []
  const usual = uid === undefined ? [] : [`/run/user/${uid}`]
  const docker = [
    '/var/run/docker.sock',
    ...asked.map((folder) => join(folder, 'docker.sock')),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    ...usual.map((folder) => join(folder, 'docker.sock')),
  ]
  const podman = [...asked, ...usual, '/run'].map((folder) => join(folder, 'podman', 'podman.sock'))
  return { docker: [...new Set(docker)], podman: [...new Set(podman)] }
}
