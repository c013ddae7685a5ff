import type { Wanted } from './maven.ts'

/** How an image is built where no registry has it. */
export interface ImageRecipe {
  /** Name and tag, as those of the official image. */
  readonly image: string
  /** Its folder beside this file, with a Dockerfile that expects `dist/` there. */
  readonly context: string
  readonly wanted: Wanted
  /** Makes `dist/` in the target of what Maven has brought. */
  layOut(brought: string, target: string): Promise<void>
}
