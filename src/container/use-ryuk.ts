import type { Docker } from './docker.ts'
import { withTestcontainers } from './load-testcontainers.ts'

/**
 * Has testcontainers start its Ryuk, which removes the containers of a process that was killed, or use the one that runs.
 * Where there is none to be had, and where the user wants none, it is done without: then the host of the next run removes
 * them. Decided once for this process.
 */
export async function useRyuk(docker: Docker): Promise<'used' | 'off' | Error> {
  if (process.env.TESTCONTAINERS_RYUK_DISABLED === 'true') return 'off'
  const { getReaper } = await withTestcontainers(() => import('testcontainers'))
  try {
    await getReaper(docker)
    return 'used'
  } catch (error) {
    // Testcontainers reads it at each start.
    process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
    return error as Error
  }
}
